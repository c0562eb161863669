/** Reads what /proc shows of a blocked thread, and has the reason decided. */
import { blockedReason, callDescriptors } from './blocked-reason.ts';
import { parsePollSet, pollSet } from './poll-set.ts';
import { readDescriptorTarget, readMemory, readTaskFile, taskIds } from './proc-files.ts';
import { parseProcStat } from './proc-stat.ts';
import { parseSyscall, type SystemCall } from './syscall-line.ts';
import { asksOthers, type OtherThread, processWide } from './thread-choice.ts';

/** Of a process with more threads, no more than these are looked at. */
const MOST_THREADS = 32;

/** Why a thread is blocked, from what /proc shows of it now; it may run again by then. */
function observe(
  pid: number,
  thread: number,
  uninterruptible: boolean,
  hasChildren: boolean,
): OtherThread {
  const text = readTaskFile(pid, thread, 'syscall') ?? '';
  if (text.startsWith('running')) return 'running';
  const call = parseSyscall(text);
  return blockedReason({
    wchan: readTaskFile(pid, thread, 'wchan') ?? '',
    call,
    targets: call === undefined ? [] : targetsOf(pid, call),
    uninterruptible,
    hasChildren,
    isThread: (id) => id > 0 && readTaskFile(pid, id, 'comm') !== undefined,
  });
}

function targetsOf(pid: number, call: SystemCall): string[] {
  const set = pollSet(call);
  const bytes = set === undefined ? undefined : readMemory(pid, set.address, set.bytes);
  const descriptors = bytes === undefined ? callDescriptors(call) : parsePollSet(bytes);
  return descriptors
    .map((descriptor) => readDescriptorTarget(pid, descriptor))
    .filter((target) => target !== undefined);
}

/**
 * What a process does whose main thread is blocked (in state `state` of /proc): `running` where
 * another thread runs.
 */
export function observeProcess(
  pid: number,
  state: string,
  threads: number,
  hasChildren: boolean,
): OtherThread {
  const main = observe(pid, pid, state === 'D', hasChildren);
  if (threads < 2 || main === 'running') return main;
  const others = taskIds(pid)
    .filter((id) => id !== pid)
    .slice(0, MOST_THREADS)
    .map((id) => observeOther(pid, id, hasChildren, asksOthers(main)))
    .filter((other) => other !== undefined);
  return processWide(main, others);
}

/** Undefined for a thread that has gone or is stopped, and for one whose reason is not asked for. */
function observeOther(
  pid: number,
  thread: number,
  hasChildren: boolean,
  withReason: boolean,
): OtherThread | undefined {
  const stat = parseProcStat(readTaskFile(pid, thread, 'stat') ?? '');
  if (stat?.state === 'R') return 'running';
  if (!withReason || (stat?.state !== 'S' && stat?.state !== 'D')) return undefined;
  return observe(pid, thread, stat.state === 'D', hasChildren);
}
