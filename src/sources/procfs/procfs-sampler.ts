import type {
  Birth,
  ProcessEvent,
  ProcessRef,
  ProcessState,
  WaitCause,
} from '../../model/process-event.ts';
import type { EmitEvent, EventSource } from '../event-source.ts';
import type { SessionClock } from '../session-clock.ts';
import { exitFromWaitStatus } from '../wait-status.ts';
import { type KernelUnits, kernelUnits } from './auxv.ts';
import { blockingWait } from './blocking-wait.ts';
import { ProcClock } from './proc-clock.ts';
import { mayReadExitStatus, readArgv, readChildren, readStat, readSyscall } from './proc-files.ts';
import type { ProcStat } from './proc-stat.ts';

/** What the sampler last saw of a process that it follows. */
interface Followed {
  readonly pid: number;
  readonly startTicks: number;
  readonly birth: Birth;
  comm: string;
  state: string;
  ppid: number;
  wait: { readonly id: string; readonly target: number | 'any' } | undefined;
  cpuTicks: number;
  cpuAtUs: number;
  cpuPercent: number;
  rssPages: number;
}

/** Between two looks, in ms: no process goes longer without a sample. */
const INTERVAL_MS = 100;
const USAGE_INTERVAL_US = 1_000_000;

const STATES: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'blocked',
  D: 'blocked',
  I: 'blocked',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
};

/** Follows a tree of processes by looking at /proc at intervals. */
export class ProcfsSampler implements EventSource {
  readonly name = 'procfs';
  readonly #clock: SessionClock;
  readonly #procClock: ProcClock;
  readonly #emit: EmitEvent;
  readonly #units: KernelUnits = kernelUnits();
  readonly #followed = new Map<number, Followed>();
  #timer: NodeJS.Timeout | undefined;
  #waits = 0;

  constructor(clock: SessionClock, emit: EmitEvent) {
    this.#clock = clock;
    this.#procClock = new ProcClock(clock, this.#units);
    this.#emit = emit;
  }

  /** Whether this machine has a /proc to sample. */
  static isAvailable(): boolean {
    return process.platform === 'linux' && readStat(process.pid) !== undefined;
  }

  async start(): Promise<void> {
    this.#emit({
      type: 'source',
      tUs: this.#clock.nowUs(),
      source: 'procfs',
      evidence: 'reported',
      about: 'procfs',
      status: 'active',
      message: null,
    });
    this.#timer = setInterval(() => this.sample(), INTERVAL_MS);
  }

  notice({ pid }: ProcessRef): void {
    if (this.#followed.has(pid)) return;
    const stat = readStat(pid);
    if (stat !== undefined) this.#follow(stat);
  }

  flush(): void {
    this.sample();
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#followed.clear();
  }

  /** Looks at every followed process once, and at children that have come since. */
  sample(): void {
    for (const known of [...this.#followed.values()]) this.#look(known);
  }

  #look(known: Followed): void {
    const stat = readStat(known.pid);
    if (stat === undefined || stat.startTicks !== known.startTicks) {
      this.#endWait(known);
      this.#followed.delete(known.pid);
      this.#say(known, { type: 'reaped', exit: null });
      return;
    }
    this.#lookAtImage(known, stat);
    this.#lookAtState(known, stat);
    this.#lookAtParent(known, stat);
    this.#lookAtUsage(known, stat);
    for (const child of readChildren(known.pid, stat.threads) ?? []) this.notice({ pid: child });
  }

  #follow(stat: ProcStat): void {
    const known: Followed = {
      pid: stat.pid,
      startTicks: stat.startTicks,
      birth: this.#procClock.birthOf(stat.startTicks),
      comm: stat.comm,
      state: '',
      ppid: stat.ppid,
      wait: undefined,
      cpuTicks: stat.cpuTicks,
      cpuAtUs: this.#clock.nowUs(),
      cpuPercent: -1,
      rssPages: -1,
    };
    this.#followed.set(stat.pid, known);
    const argv = readArgv(stat.pid);
    this.#say(known, { type: 'started', ppid: stat.ppid, ...(argv && { argv }) });
    if (argv === undefined) this.#say(known, { type: 'described', name: stat.comm });
    this.#look(known);
  }

  #lookAtImage(known: Followed, stat: ProcStat): void {
    if (stat.comm === known.comm || stat.state === 'Z') return;
    known.comm = stat.comm;
    const argv = readArgv(known.pid);
    if (argv !== undefined) this.#say(known, { type: 'exec', argv });
  }

  #lookAtState(known: Followed, stat: ProcStat): void {
    const target = stat.state === 'S' ? blockingWait(readSyscall(known.pid) ?? '') : undefined;
    if (target !== known.wait?.target) {
      this.#endWait(known);
      if (target !== undefined) this.#beginWait(known, target);
    }
    if (stat.state === known.state) return;
    known.state = stat.state;
    const state = STATES[stat.state];
    if (state === undefined) return;
    this.#say(known, { type: 'state', state, reason: stat.state === 'D' ? 'disk' : null });
    if (state === 'zombie' && mayReadExitStatus(known.pid)) {
      this.#say(known, { type: 'ended', exit: exitFromWaitStatus(stat.exitStatus) });
    }
  }

  #beginWait(known: Followed, target: number | 'any'): void {
    this.#waits += 1;
    known.wait = { id: `${this.name}.${this.#waits}`, target };
    const cause: WaitCause = 'waitpid';
    this.#say(known, {
      type: 'wait-began',
      wait: known.wait.id,
      cause,
      target: target === 'any' ? null : { pid: target },
      timeoutUs: null,
      site: null,
    });
  }

  #endWait(known: Followed): void {
    if (known.wait === undefined) return;
    this.#say(known, { type: 'wait-ended', wait: known.wait.id, outcome: 'ended' });
    known.wait = undefined;
  }

  #lookAtParent(known: Followed, stat: ProcStat): void {
    if (stat.ppid === known.ppid || stat.state === 'Z') return;
    known.ppid = stat.ppid;
    this.#say(known, { type: 'reparented', adopter: stat.ppid });
  }

  #lookAtUsage(known: Followed, stat: ProcStat): void {
    const nowUs = this.#clock.nowUs();
    const first = known.rssPages < 0;
    const elapsedUs = nowUs - known.cpuAtUs;
    if (stat.state === 'Z' || (!first && elapsedUs < USAGE_INTERVAL_US)) return;
    const cpuUs = ((stat.cpuTicks - known.cpuTicks) * 1_000_000) / this.#units.ticksPerSecond;
    const cpuPercent = first ? 0 : Math.round((100 * cpuUs) / elapsedUs);
    known.cpuTicks = stat.cpuTicks;
    known.cpuAtUs = nowUs;
    if (cpuPercent === known.cpuPercent && stat.rssPages === known.rssPages) return;
    known.cpuPercent = cpuPercent;
    known.rssPages = stat.rssPages;
    this.#say(known, {
      type: 'usage',
      cpuPercent,
      rssBytes: stat.rssPages * this.#units.pageBytes,
    });
  }

  #say(known: Followed, fact: SampledFact): void {
    this.#emit({
      ...fact,
      tUs: this.#clock.nowUs(),
      source: this.name,
      evidence: 'sampled',
      process: { pid: known.pid, birth: known.birth },
    });
  }
}

type Unstamped<T> = T extends unknown ? Omit<T, 'tUs' | 'source' | 'evidence' | 'process'> : never;
type SampledFact = Unstamped<ProcessEvent>;
