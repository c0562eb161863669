/**
 * Why a process is blocked, from what /proc shows of it: the kernel function it sleeps in (wchan), the
 * system call with its arguments, and what the call's descriptors are open on. Where these fit more
 * than one reason, the answer is the one that names the ambiguity.
 */
import type { BlockedReason } from '../../model/process-event.ts';
import { intArg, type SystemCall } from './syscall-line.ts';
import { type WaitTarget, waitTarget } from './wait-target.ts';

/** What was read of a blocked thread. */
export interface Observation {
  /** Text of /proc/PID/wchan: a function's name; `0` or empty where it is not shown. */
  readonly wchan: string;
  /** Undefined where /proc/PID/syscall may not be read, or the thread is in no call. */
  readonly call: SystemCall | undefined;
  /** What the call's descriptors are open on, as /proc/PID/fd shows it; those that could be read. */
  readonly targets: readonly string[];
  /** Sleeps that no signal wakes: state D. */
  readonly uninterruptible: boolean;
  /** Whether the process has children; then a sleep may be a wait for one, with a time limit. */
  readonly hasChildren: boolean;
  /** Whether a number is the ID of one of the process's threads. */
  readonly isThread: (id: number) => boolean;
}

export interface Blocked {
  readonly reason: BlockedReason;
  /** Whom the process waits for, when it is in a wait for a process. */
  readonly wait?: WaitTarget;
}

type DescriptorKind = 'terminal' | 'pipe' | 'socket' | 'event' | 'timer' | 'signal' | 'file';

/** FUTEX_PRIVATE_FLAG: the lock is not shared with other processes. */
const FUTEX_PRIVATE = 128;
const F_SETLKW = 7;
const F_OFD_SETLKW = 38;

const READS: ReadonlySet<string> = new Set(['read', 'readv', 'pread64', 'preadv', 'splice', 'tee']);
const WRITES: ReadonlySet<string> = new Set(['write', 'writev', 'pwrite64', 'pwritev', 'sendfile']);

/** Calls that mean one thing whatever their arguments. */
const BY_CALL: Readonly<Record<string, BlockedReason>> = {
  pause: 'signal',
  rt_sigsuspend: 'signal',
  rt_sigtimedwait: 'signal',
  flock: 'file-lock',
  accept: 'accept',
  accept4: 'accept',
  connect: 'socket',
  sendto: 'socket',
  sendmsg: 'socket',
  sendmmsg: 'socket',
  recvfrom: 'socket',
  recvmsg: 'socket',
  recvmmsg: 'socket',
  epoll_wait: 'event-loop',
  epoll_pwait: 'event-loop',
  epoll_pwait2: 'event-loop',
  io_uring_enter: 'event-loop',
  io_getevents: 'disk',
  fsync: 'disk',
  fdatasync: 'disk',
  semop: 'lock',
  semtimedop: 'lock',
  msgsnd: 'queue',
  msgrcv: 'queue',
  mq_timedsend: 'queue',
  mq_timedreceive: 'queue',
};

/** For calls whose descriptors or arguments tell nothing: names differ between kernels in detail. */
const BY_WCHAN: readonly (readonly [RegExp, BlockedReason])[] = [
  [/^do_wait|^kernel_wait/, 'waitpid'],
  [/nanosleep/, 'sleep-or-timed-wait'],
  [/pipe_write/, 'pipe-full'],
  [/pipe_read|pipe_wait|wait_for_partner/, 'pipe'],
  [/^futex/, 'lock-or-thread'],
  [/accept/, 'accept'],
  [/^(ep_poll|do_epoll)/, 'event-loop'],
  [/^(poll_schedule|do_sys_poll|do_select)/, 'poll'],
  [/^(unix_|tcp_|udp_|sk_|skb_|inet_|__skb)/, 'socket'],
  [/lock_inode|^fcntl_setlk|^locks_/, 'file-lock'],
  [/n_tty_read|tty_read/, 'input'],
  [/n_tty_write|tty_write/, 'output'],
  [/sigtimedwait|sigsuspend|_pause$/, 'signal'],
];

/** Decides why a thread that is blocked is so. */
export function blockedReason(seen: Observation): Blocked {
  const { call } = seen;
  const wait = call === undefined ? undefined : waitTarget(call);
  if (wait !== undefined) return { reason: 'waitpid', wait };
  const reason =
    (call?.name === undefined ? undefined : byCall(call.name, call, seen)) ?? byWchan(seen.wchan);
  if (reason !== undefined) return { reason: withChildren(reason, seen) };
  // A parent in vfork(2) sleeps so, too, until its child has become another program.
  const starting = call?.name !== undefined && /^(vfork|clone3?)$/.test(call.name);
  return { reason: seen.uninterruptible && !starting ? 'disk' : 'other' };
}

function byCall(name: string, call: SystemCall, seen: Observation): BlockedReason | undefined {
  if (name === 'nanosleep' || name === 'clock_nanosleep') return 'sleep';
  if (name === 'futex') return futexReason(call, seen);
  if (name === 'fcntl') {
    const command = intArg(call, 1);
    return command === F_SETLKW || command === F_OFD_SETLKW ? 'file-lock' : undefined;
  }
  if (name === 'select' || name === 'pselect6') return intArg(call, 0) === 0 ? 'sleep' : 'poll';
  if (name === 'poll' || name === 'ppoll') {
    return intArg(call, 1) === 0 ? 'sleep' : pollReason(seen.targets);
  }
  const kind = descriptorKind(seen.targets[0]);
  if (READS.has(name)) return readReason(kind);
  if (WRITES.has(name)) return writeReason(kind);
  return BY_CALL[name];
}

function byWchan(wchan: string): BlockedReason | undefined {
  return BY_WCHAN.find(([pattern]) => pattern.test(wchan))?.[1];
}

function withChildren(reason: BlockedReason, { hasChildren }: Observation): BlockedReason {
  return reason === 'sleep' && hasChildren ? 'sleep-or-timed-wait' : reason;
}

/** A thread's end is waited for on a futex that holds the thread's ID and that the kernel clears. */
function futexReason(call: SystemCall, { isThread }: Observation): BlockedReason {
  if ((intArg(call, 1) & FUTEX_PRIVATE) !== 0) return 'lock-or-thread';
  return isThread(intArg(call, 2)) ? 'thread' : 'lock';
}

/** Pipes keep their ambiguity: a child's end is polled for on one, too. */
function pollReason(targets: readonly string[]): BlockedReason {
  const kinds = new Set(targets.map(descriptorKind));
  const [only] = kinds;
  if (kinds.size !== 1) return 'poll';
  return only === 'terminal' ? 'input' : only === 'socket' ? 'socket' : 'poll';
}

function readReason(kind: DescriptorKind | undefined): BlockedReason | undefined {
  switch (kind) {
    case 'terminal':
      return 'input';
    case 'pipe':
    case 'socket':
    case 'signal':
      return kind;
    case 'timer':
      return 'sleep';
    default:
      return undefined;
  }
}

function writeReason(kind: DescriptorKind | undefined): BlockedReason | undefined {
  switch (kind) {
    case 'terminal':
      return 'output';
    case 'pipe':
      return 'pipe-full';
    case 'socket':
      return 'socket';
    default:
      return undefined;
  }
}

/** The descriptors that a call is about: the first argument of reads and writes. */
export function callDescriptors(call: SystemCall): readonly number[] {
  const { name } = call;
  return name !== undefined && (READS.has(name) || WRITES.has(name)) ? [intArg(call, 0)] : [];
}

function descriptorKind(target: string | undefined): DescriptorKind | undefined {
  if (target === undefined) return undefined;
  if (target.startsWith('pipe:')) return 'pipe';
  if (target.startsWith('socket:')) return 'socket';
  if (target.includes('[eventfd]')) return 'event';
  if (target.includes('[timerfd]')) return 'timer';
  if (target.includes('[signalfd]')) return 'signal';
  return /^\/dev\/(pts\/|tty|console|hvc)/.test(target) ? 'terminal' : 'file';
}
