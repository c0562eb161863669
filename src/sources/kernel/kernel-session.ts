/** Turns the kernel's events about the session's processes into events of the session. */
import { overlaps, windowOf } from '../../model/birth.ts';
import type {
  Evidence,
  ExitStatus,
  ProcessEvent,
  ProcessRef,
  SessionEvent,
} from '../../model/process-event.ts';
import type { SessionClock } from '../session-clock.ts';
import { exitFromWaitStatus } from '../wait-status.ts';
import { Descendants, type Family, type Member } from './descendants.ts';
import type { KernelEvent, KernelExec, KernelExit, KernelFork } from './netlink-messages.ts';
import type { ProcLook, Seen } from './proc-look.ts';

/**
 * Between the instant that the kernel notes as a process's start and the one in its fork event: the
 * time of the rest of the fork, in which the parent may have to wait for a processor.
 */
const FORK_UNCERTAINTY_US = 2_000;

export interface KernelSessionOptions {
  readonly clock: SessionClock;
  readonly proc: ProcLook;
  /** The command line as it was read when the exec happened; undefined if nobody tried. */
  readonly earlyArgv: (event: KernelExec) => string[] | undefined;
  /** The name of the program, where the command line could not be read; undefined if nobody knows. */
  readonly execName: (event: KernelExec) => string | undefined;
  readonly recorderPid: number;
}

export class KernelSession {
  readonly #clock: SessionClock;
  readonly #proc: ProcLook;
  readonly #earlyArgv: KernelSessionOptions['earlyArgv'];
  readonly #execName: KernelSessionOptions['execName'];
  readonly #tree: Descendants;
  /** Events of the families of which one will turn out to be the root's. */
  readonly #held = new Map<Family, SessionEvent[]>();
  #root: Family | undefined;
  #events: SessionEvent[] = [];

  constructor(options: KernelSessionOptions) {
    this.#clock = options.clock;
    this.#proc = options.proc;
    this.#earlyArgv = options.earlyArgv;
    this.#execName = options.execName;
    this.#tree = new Descendants(options.recorderPid);
  }

  /** Events since the last call. */
  takeEvents(): SessionEvent[] {
    const events = this.#events;
    this.#events = [];
    return events;
  }

  /** Whether there are events to take. */
  get hasEvents(): boolean {
    return this.#events.length > 0;
  }

  take(event: KernelEvent): void {
    switch (event.type) {
      case 'fork':
        this.#forked(event);
        return;
      case 'exec':
        this.#replaced(event);
        return;
      case 'exit':
        this.#exited(event);
        return;
      default:
    }
  }

  /** The session's root is this child of the recorder, whether its fork has been seen or not. */
  setRoot({ pid }: ProcessRef): void {
    const family = [...this.#held.keys()].find(({ rootPid }) => rootPid === pid);
    this.#root = family ?? { rootPid: pid };
    this.#events.push(...(this.#held.get(this.#root) ?? []));
    this.#held.clear();
    this.#tree.setRoot(pid);
    if (family === undefined) this.#find(pid, this.#root);
  }

  /** Follows a process that another source has seen, unless its end is known already. */
  follow({ pid }: ProcessRef): void {
    if (this.#root !== undefined && this.#tree.get(pid) === undefined) this.#find(pid, this.#root);
  }

  /** Whether every process that is gone, or about to be, has been heard to end. */
  get isSettled(): boolean {
    for (const { pid } of this.#tree.living) {
      if (this.#proc.process(pid)?.dying !== false) return false;
    }
    return true;
  }

  /** Says that `count` events were lost, of whomever they were. */
  sayLost(count: number): void {
    const tUs = this.#clock.nowUs();
    const base = { tUs, source: 'kernel', evidence: 'kernel' } as const;
    this.#events.push({ type: 'lost', ...base, about: 'kernel', count });
  }

  /**
   * Makes good what lost events would have told, as far as /proc still knows.
   * @param isLast when no event will come any more, of those that are about to end neither.
   */
  heal(isLast: boolean): void {
    for (const member of [...this.#tree.living]) {
      const seen = this.#proc.process(member.pid);
      if (seen === undefined || !isSameLife(seen, member)) this.#gone(member, null);
      else if (seen.dying && isLast) this.#gone(member, this.#proc.exit(member.pid));
      else this.#findChildren(seen, member.family);
    }
  }

  #forked(event: KernelFork): void {
    const tUs = this.#clock.fromMonotonicUs(event.monotonicUs);
    const { started, replaced } = this.#tree.fork(event, [tUs, FORK_UNCERTAINTY_US]);
    if (replaced !== undefined) this.#say(replaced, tUs, 'inferred', { type: 'ended', exit: null });
    if (started === undefined) return;
    this.#say(started, tUs, 'kernel', { type: 'started', ppid: event.parentPid });
  }

  #replaced(event: KernelExec): void {
    const member = this.#tree.exec(event.pid);
    if (member === undefined) return;
    const tUs = this.#clock.fromMonotonicUs(event.monotonicUs);
    const name = this.#execName(event);
    const read = this.#earlyArgv(event) ?? this.#proc.argv(event.pid) ?? this.#nameOnly(member);
    const argv = read.length === 0 && name !== undefined ? [name] : read;
    this.#say(member, tUs, 'kernel', { type: 'exec', argv });
  }

  /** All that is left to know of a command that has ended before its command line was read. */
  #nameOnly(member: Member): string[] {
    const seen = this.#proc.process(member.pid);
    return seen !== undefined && isSameLife(seen, member) ? [seen.comm] : [];
  }

  #exited(event: KernelExit): void {
    const tUs = this.#clock.fromMonotonicUs(event.monotonicUs);
    const outcome = this.#tree.exit(event);
    if (outcome === undefined) return;
    const { ended, waitStatus } = outcome;
    const { parentPid } = event;
    if (event.tid === event.pid && parentPid !== 0 && parentPid !== ended.ppid) {
      this.#say(ended, tUs, 'kernel', { type: 'reparented', adopter: parentPid });
    }
    this.#say(ended, tUs, 'kernel', { type: 'ended', exit: exitFromWaitStatus(waitStatus) });
    this.#orphaned(ended, tUs);
  }

  /** The kernel gives the children to their adopter before it tells of the parent's end. */
  #orphaned(parent: Member, tUs: number): void {
    for (const child of [...parent.children]) {
      const adopter = this.#proc.process(child.pid)?.ppid ?? 0;
      if (adopter === 0 || adopter === child.ppid) continue;
      this.#tree.reparent(child, adopter);
      this.#say(child, tUs, 'sampled', { type: 'reparented', adopter });
    }
  }

  #gone(member: Member, exit: ExitStatus | null): void {
    this.#tree.remove(member);
    this.#say(member, this.#clock.nowUs(), 'sampled', { type: 'ended', exit });
  }

  /** Takes in a living process by its PID, with all that come from it. */
  #find(pid: number, family: Family): void {
    const seen = this.#proc.process(pid);
    if (seen === undefined || seen.dying) return;
    const { ppid, birth, threads } = seen;
    const member = this.#tree.add({ pid, ppid, birth, threads: threads - 1 }, family, true);
    const argv = this.#proc.argv(pid);
    const tUs = this.#clock.nowUs();
    this.#say(member, tUs, 'sampled', { type: 'started', ppid, ...(argv && { argv }) });
    this.#findChildren(seen, family);
  }

  #findChildren(parent: Seen, family: Family): void {
    for (const child of this.#proc.children(parent)) {
      if (this.#tree.get(child) === undefined) this.#find(child, family);
    }
  }

  #say(member: Member, tUs: number, evidence: Evidence, fact: Fact): void {
    const { pid, birth, family } = member;
    const event = { ...fact, tUs, source: 'kernel', evidence, process: { pid, birth } } as const;
    if (this.#root === undefined) {
      const held = this.#held.get(family);
      if (held === undefined) this.#held.set(family, [event]);
      else held.push(event);
    } else if (family === this.#root) {
      this.#events.push(event);
    }
  }
}

type Unstamped<T> = T extends unknown ? Omit<T, 'tUs' | 'source' | 'evidence' | 'process'> : never;
type Fact = Unstamped<ProcessEvent>;

function isSameLife(a: Pick<Seen, 'birth'>, b: Pick<Member, 'birth'>): boolean {
  return overlaps(windowOf(a.birth), windowOf(b.birth));
}
