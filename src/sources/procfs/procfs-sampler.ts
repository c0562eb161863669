import type { ProcessRef } from '../../model/process-event.ts';
import type { EmitEvent, EventSource } from '../event-source.ts';
import type { SessionClock } from '../session-clock.ts';
import { type KernelUnits, kernelUnits } from './auxv.ts';
import { nextDelay, nextLook } from './cadence.ts';
import { FollowedProcess, type LookAround, type SampledFact } from './followed-process.ts';
import { KeptStats } from './kept-stats.ts';
import { OomKills } from './oom-kills.ts';
import { ProcClock } from './proc-clock.ts';
import { readArgv, readChildren, readStat, readText } from './proc-files.ts';
import type { ProcStat } from './proc-stat.ts';

/** Between two rounds of looks, in µs; and a round is followed by a pause of thrice its length. */
const LEAST_PAUSE_US = 5_000;
const PAUSE_PER_ROUND = 3;
/** The children of a process that does nothing are read this often, in µs: it may adopt some. */
const CHILDREN_INTERVAL_US = 1_000_000;
/** A process that has lived this long, in µs, has its cgroup's counter of kills watched. */
const OOM_AFTER_US = 20_000;
/** Of the processes noticed between two rounds, so many are looked at at once, the others later. */
const MOST_AT_ONCE = 64;

/** Follows a tree of processes by looking at /proc, often at what is busy and seldom at the rest. */
export class ProcfsSampler implements EventSource {
  readonly name = 'procfs';
  readonly #clock: SessionClock;
  readonly #procClock: ProcClock;
  readonly #emit: EmitEvent;
  readonly #units: KernelUnits = kernelUnits();
  readonly #stats = new KeptStats();
  readonly #oom = new OomKills(readText);
  readonly #followed = new Map<number, FollowedProcess>();
  /** How many followed processes have each PID as their parent. */
  readonly #childCounts = new Map<number, number>();
  readonly #noticed = new Set<number>();
  #outsiders: ReadonlySet<number> = new Set();
  /** What has gone in this round of looks. */
  #gone: FollowedProcess[] = [];
  #hasRoot = false;
  #noticedAtOnce = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerUs = Number.POSITIVE_INFINITY;
  #notBeforeUs = 0;
  #disposed = false;

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
    this.#outsiders = ancestors();
    this.#emit({
      type: 'source',
      tUs: this.#clock.nowUs(),
      source: 'procfs',
      evidence: 'reported',
      about: 'procfs',
      status: 'active',
      message: null,
    });
  }

  notice({ pid }: ProcessRef): void {
    if (this.#disposed || this.#followed.has(pid)) return;
    if (this.#noticedAtOnce < MOST_AT_ONCE) {
      this.#noticedAtOnce += 1;
      this.#follow(pid);
    } else {
      this.#noticed.add(pid);
    }
    this.#schedule();
  }

  flush(): void {
    this.sample();
    for (const known of this.#followed.values()) known.pause(this.#around(known));
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#stats.dispose();
    this.#followed.clear();
  }

  /** Looks at every followed process once, and at children that have come since. */
  sample(): void {
    this.#round(() => true);
  }

  #round(isDue: (known: FollowedProcess) => boolean): void {
    this.#noticedAtOnce = 0;
    for (const pid of [...this.#noticed]) if (!this.#followed.has(pid)) this.#follow(pid);
    this.#noticed.clear();
    for (const known of [...this.#followed.values()]) if (isDue(known)) this.#look(known);
    this.#lookAtOom();
  }

  #schedule(): void {
    if (this.#disposed) return;
    let nextUs = this.#noticed.size > 0 ? 0 : Number.POSITIVE_INFINITY;
    for (const { nextLookUs } of this.#followed.values()) nextUs = Math.min(nextUs, nextLookUs);
    nextUs = Math.max(nextUs, this.#notBeforeUs);
    if (nextUs >= this.#timerUs || nextUs === Number.POSITIVE_INFINITY) return;
    clearTimeout(this.#timer);
    this.#timerUs = nextUs;
    const delayMs = Math.max(0, Math.ceil((nextUs - this.#clock.nowUs()) / 1_000));
    this.#timer = setTimeout(() => this.#tick(), delayMs);
  }

  #tick(): void {
    const beganUs = this.#clock.nowUs();
    this.#timerUs = Number.POSITIVE_INFINITY;
    this.#round(({ nextLookUs }) => nextLookUs <= beganUs);
    const endedUs = this.#clock.nowUs();
    this.#notBeforeUs = endedUs + Math.max(LEAST_PAUSE_US, PAUSE_PER_ROUND * (endedUs - beganUs));
    this.#schedule();
  }

  #follow(pid: number): void {
    const stat = this.#stats.read(pid);
    if (typeof stat === 'string') return;
    const nowUs = this.#clock.nowUs();
    const known = new FollowedProcess(stat, this.#procClock.birthOf(stat.startTicks), nowUs);
    this.#followed.set(pid, known);
    this.#countChild(stat.ppid, 1);
    const { say } = this.#around(known);
    const argv = readArgv(pid);
    // Whoever made it has ended already, if one outside of the session is its parent now.
    const adopted = this.#hasRoot && this.#outsiders.has(stat.ppid);
    this.#hasRoot = true;
    say({ type: 'started', ...(!adopted && { ppid: stat.ppid }), ...(argv && { argv }) });
    if (argv === undefined) say({ type: 'described', name: stat.comm });
    if (adopted) say({ type: 'reparented', adopter: stat.ppid });
    this.#take(known, stat);
  }

  #look(known: FollowedProcess): void {
    const stat = this.#stats.read(known.pid);
    if (stat === 'unknown') this.#plan(known);
    else if (stat === 'gone' || stat.startTicks !== known.startTicks) this.#leave(known);
    else this.#take(known, stat);
  }

  #take(known: FollowedProcess, stat: ProcStat): void {
    const around = this.#around(known);
    const { nowUs } = around;
    const parent = known.ppid;
    const active = known.look(stat, around);
    if (known.ppid !== parent) {
      this.#countChild(parent, -1);
      this.#countChild(known.ppid, 1);
    }
    this.#plan(known);
    if (known.oomFile === undefined && nowUs - known.knownSinceUs >= OOM_AFTER_US) {
      known.oomFile = this.#oom.watch(known.pid) ?? null;
    }
    if (active || nowUs - known.childrenUs >= CHILDREN_INTERVAL_US) {
      known.childrenUs = nowUs;
      for (const child of readChildren(known.pid, stat.threads) ?? []) this.#found(child);
    }
  }

  #found(child: number): void {
    if (!this.#followed.has(child)) this.#follow(child);
  }

  #leave(known: FollowedProcess): void {
    const around = this.#around(known);
    this.#followed.delete(known.pid);
    this.#countChild(known.ppid, -1);
    this.#stats.forget(known.pid);
    known.leave(around);
    around.say({ type: 'reaped', exit: null });
    this.#gone.push(known);
  }

  /** Says so if the kernel has ended processes for lack of memory, and which these can have been. */
  #lookAtOom(): void {
    const suspects = this.#oom.suspects(this.#gone);
    this.#gone = [];
    if (suspects.length === 0) return;
    const base = { tUs: this.#clock.nowUs(), source: this.name, evidence: 'sampled' } as const;
    for (const { pid, birth } of suspects) {
      this.#emit({ type: 'noted', ...base, process: { pid, birth }, note: 'out-of-memory' });
    }
    const names = suspects.map(({ comm, pid }) => `${comm} (PID ${pid})`).join(' or ');
    this.#emit({
      type: 'notice',
      ...base,
      message: `The kernel ended a process for lack of memory: ${names}, by what its cgroup counts.`,
    });
  }

  #plan(known: FollowedProcess): void {
    const nowUs = this.#clock.nowUs();
    const delayUs = nextDelay({
      knownForUs: nowUs - known.knownSinceUs,
      quietForUs: nowUs - known.activeUs,
    });
    known.nextLookUs = nextLook(nowUs, delayUs);
  }

  #countChild(parent: number, by: number): void {
    const count = (this.#childCounts.get(parent) ?? 0) + by;
    if (count > 0) this.#childCounts.set(parent, count);
    else this.#childCounts.delete(parent);
  }

  #around(known: FollowedProcess): LookAround {
    const nowUs = this.#clock.nowUs();
    return {
      nowUs,
      units: this.#units,
      hasChildren: this.#childCounts.has(known.pid),
      say: (fact: SampledFact) =>
        this.#emit({
          ...fact,
          tUs: nowUs,
          source: this.name,
          evidence: 'sampled',
          process: { pid: known.pid, birth: known.birth },
        }),
    };
  }
}

/** This process and all above it: none of them is part of a session. */
function ancestors(): Set<number> {
  const pids = new Set<number>();
  for (let pid = process.pid; pid > 0 && !pids.has(pid); pid = readStat(pid)?.ppid ?? 0) {
    pids.add(pid);
  }
  return pids;
}
