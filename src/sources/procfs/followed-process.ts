import type {
  Birth,
  BlockedReason,
  ProcessEvent,
  ProcessState,
} from '../../model/process-event.ts';
import { exitFromWaitStatus, signalName } from '../wait-status.ts';
import type { KernelUnits } from './auxv.ts';
import { observeProcess } from './observe-thread.ts';
import { mayReadExitStatus, readArgv } from './proc-files.ts';
import type { ProcStat } from './proc-stat.ts';
import { readSchedstats } from './read-schedstats.ts';
import { ShareMeter } from './share-meter.ts';
import type { WaitTarget } from './wait-target.ts';

type Unstamped<T> = T extends unknown ? Omit<T, 'tUs' | 'source' | 'evidence' | 'process'> : never;
/** An event as one look gives it; the sampler adds instant, source and process. */
export type SampledFact = Unstamped<ProcessEvent>;

/** What a look needs beside the process itself. */
export interface LookAround {
  readonly nowUs: number;
  readonly units: KernelUnits;
  readonly hasChildren: boolean;
  readonly say: (fact: SampledFact) => void;
}

const USAGE_INTERVAL_US = 1_000_000;
/** Threads that do not move the process's own counters are looked at again after this, in µs. */
const THREADS_INTERVAL_US = 5_000_000;

/** One process that the sampler follows: what it last saw of it, and what each look adds. */
export class FollowedProcess {
  readonly pid: number;
  readonly startTicks: number;
  readonly birth: Birth;
  readonly knownSinceUs: number;
  /** When it was last seen to have run or changed. */
  activeUs: number;
  /** When its children were last read. */
  childrenUs = Number.NEGATIVE_INFINITY;
  /** File with its cgroup's count of kills for lack of memory; null: none, undefined: not asked. */
  oomFile: string | null | undefined;
  nextLookUs = 0;
  ppid: number;
  comm: string;
  /** Name of the signal that ended it, where it was seen as a zombie. */
  endSignal: string | null | undefined;
  readonly #meter: ShareMeter;
  #argStart: number;
  #letter = '';
  #state: ProcessState | undefined;
  #reason: BlockedReason | null = null;
  #wait: { readonly id: string; readonly target: WaitTarget } | undefined;
  #waits = 0;
  #turns = -1;
  #ticks: number;
  #threadsUs = 0;
  #hadChildren = false;
  #leadsSession = false;
  #usage: { readonly ticks: number; readonly atUs: number } | undefined;
  #said = '';

  constructor(stat: ProcStat, birth: Birth, nowUs: number) {
    this.pid = stat.pid;
    this.startTicks = stat.startTicks;
    this.birth = birth;
    this.knownSinceUs = nowUs;
    this.activeUs = nowUs;
    this.ppid = stat.ppid;
    this.comm = stat.comm;
    this.#argStart = stat.argStart;
    this.#ticks = stat.cpuTicks;
    this.#meter = birth[0] >= 0 ? ShareMeter.fromBirth(birth[0]) : ShareMeter.fromNow(nowUs);
  }

  /** Takes in a look; answers whether the process has run or changed since the one before. */
  look(stat: ProcStat, around: LookAround): boolean {
    const readings = readSchedstats(this.pid, stat.threads);
    const turns = readings?.get(this.pid)?.turns;
    const ticked = stat.cpuTicks !== this.#ticks || stat.state !== this.#letter;
    const active = ticked || turns === undefined || turns !== this.#turns;
    this.#ticks = stat.cpuTicks;
    this.#turns = turns ?? -1;
    if (active) this.activeUs = around.nowUs;

    this.#lookAtImage(stat, around);
    this.#lookAtParent(stat, around);
    this.#lookAtSession(stat, around);
    const times = this.#meter.add(readings ?? new Map());
    this.#lookAtState(stat, active, times.readyUs > times.runningUs, around);
    this.#sayShares(around, this.#state === 'zombie');
    this.#lookAtUsage(stat, around);
    return active;
  }

  /** The process is gone: closes what was open. */
  leave(around: LookAround): void {
    this.#endWait(around);
    this.pause(around);
  }

  /** Says what has been measured and not been said yet. */
  pause(around: LookAround): void {
    this.#sayShares(around, true);
  }

  #lookAtImage(stat: ProcStat, { say }: LookAround): void {
    const same = stat.comm === this.comm && stat.argStart === this.#argStart;
    if (same || stat.state === 'Z') return;
    this.comm = stat.comm;
    this.#argStart = stat.argStart;
    const argv = readArgv(this.pid);
    if (argv !== undefined) say({ type: 'exec', argv });
  }

  #lookAtParent(stat: ProcStat, { say }: LookAround): void {
    if (stat.ppid === this.ppid || stat.state === 'Z') return;
    this.ppid = stat.ppid;
    say({ type: 'reparented', adopter: stat.ppid });
  }

  /** Who leads a session of its own is meant to outlive its parent. */
  #lookAtSession(stat: ProcStat, { say }: LookAround): void {
    if (this.#leadsSession || stat.sid !== stat.pid || stat.state === 'Z') return;
    this.#leadsSession = true;
    say({ type: 'described', detached: true });
  }

  #lookAtState(stat: ProcStat, active: boolean, starved: boolean, around: LookAround): void {
    this.#letter = stat.state;
    switch (stat.state) {
      case 'R':
        this.#setState(starved ? 'ready' : 'running', null, around);
        return;
      case 'T':
      case 't':
        this.#setState('stopped', null, around);
        return;
      case 'Z':
        // With threads left, only the main one has ended.
        if (stat.threads > 1) this.#setState('blocked', 'other', around);
        else this.#end(stat, around);
        return;
      case 'S':
      case 'D':
      case 'I':
        this.#lookAtBlocked(stat, active, around);
        return;
      default:
        return;
    }
  }

  #lookAtBlocked(stat: ProcStat, active: boolean, around: LookAround): void {
    const { nowUs, hasChildren } = around;
    const threadsDue = stat.threads > 1 && nowUs - this.#threadsUs >= THREADS_INTERVAL_US;
    if (!active && !threadsDue && hasChildren === this.#hadChildren) return;
    this.#threadsUs = nowUs;
    this.#hadChildren = hasChildren;
    const seen = observeProcess(this.pid, stat.state, stat.threads, hasChildren);
    if (seen === 'running') this.#setState('running', null, around);
    else this.#setState('blocked', seen.reason, around, seen.wait);
  }

  #setState(
    state: ProcessState,
    reason: BlockedReason | null,
    around: LookAround,
    wait?: WaitTarget,
  ): void {
    if (wait !== this.#wait?.target) {
      this.#endWait(around);
      if (wait !== undefined) this.#beginWait(wait, around);
    }
    if (state === this.#state && reason === this.#reason) return;
    this.#state = state;
    this.#reason = reason;
    around.say({ type: 'state', state, reason });
  }

  #end(stat: ProcStat, around: LookAround): void {
    if (this.#state === 'zombie') return;
    this.#setState('zombie', null, around);
    if (!mayReadExitStatus(this.pid)) return;
    this.endSignal = (stat.exitStatus & 0x7f) === 0 ? null : signalName(stat.exitStatus & 0x7f);
    around.say({ type: 'ended', exit: exitFromWaitStatus(stat.exitStatus) });
  }

  #beginWait(target: WaitTarget, { say }: LookAround): void {
    this.#waits += 1;
    this.#wait = { id: `procfs.${this.#waits}`, target };
    say({
      type: 'wait-began',
      wait: this.#wait.id,
      cause: 'waitpid',
      target: target === 'any' ? null : { pid: target },
      timeoutUs: null,
      site: null,
    });
  }

  #endWait({ say }: LookAround): void {
    if (this.#wait === undefined) return;
    say({ type: 'wait-ended', wait: this.#wait.id, outcome: 'ended' });
    this.#wait = undefined;
  }

  #sayShares({ nowUs, say }: LookAround, atEnd: boolean): void {
    const share = this.#meter.take(nowUs, atEnd);
    if (share !== undefined) say({ type: 'shares', ...share });
  }

  #lookAtUsage(stat: ProcStat, { nowUs, units, say }: LookAround): void {
    const last = this.#usage;
    if (stat.state === 'Z') return;
    if (last !== undefined && nowUs - last.atUs < USAGE_INTERVAL_US) return;
    this.#usage = { ticks: stat.cpuTicks, atUs: nowUs };
    const usedUs = ((stat.cpuTicks - (last?.ticks ?? stat.cpuTicks)) * 1e6) / units.ticksPerSecond;
    const usage = {
      cpuPercent: last === undefined ? 0 : Math.round((100 * usedUs) / (nowUs - last.atUs)),
      rssBytes: stat.rssPages * units.pageBytes,
      threads: stat.threads,
      cpu: stat.cpu,
    };
    const said = JSON.stringify(usage);
    if (said === this.#said) return;
    this.#said = said;
    say({ type: 'usage', ...usage });
  }
}
