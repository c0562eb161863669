/** A process's states over time, put together from its waits and the samples of it. */
import { applyShares, type CpuShare } from './cpu-shares.ts';
import type { StateSample } from './facts.ts';
import { partitionPoint } from './partition-point.ts';
import type { BlockedReason, Evidence, ProcessState } from './process-event.ts';

export interface StateInterval {
  readonly state: ProcessState;
  readonly reason: BlockedReason | null;
  readonly startUs: number;
  /** Null while it lasts. */
  readonly endUs: number | null;
  readonly evidence: Evidence;
}

/** An interval in which the process is known to wait for another. */
export interface BlockedSpan {
  readonly startUs: number;
  readonly endUs: number | null;
  readonly reason: BlockedReason;
  readonly evidence: Evidence;
  /**
   * The process may go on with other work meanwhile, as a program of an event loop does: it is
   * blocked only while it is seen to do nothing.
   */
  readonly whenIdle?: boolean;
}

export interface Lifetime {
  readonly startUs: number;
  readonly endUs: number | null;
  /** When it was reaped; null if it is a zombie still, or was never seen as one. */
  readonly reapedUs: number | null;
}

/** What the samplers call an event loop that has nothing to do. */
const IDLE: ReadonlySet<BlockedReason> = new Set(['event-loop', 'poll', 'other']);

/** What a process is in, as somebody said. */
interface Condition {
  readonly state: ProcessState;
  readonly reason: BlockedReason | null;
  readonly evidence: Evidence;
}

const NOTHING_KNOWN: Condition = { state: 'unknown', reason: null, evidence: 'inferred' };

/**
 * States from the process's start to its end (then `zombie` until it is reaped, where one was seen).
 * A wait's interval outranks what samples say of the same time, but for one that blocks only an idle
 * process: that gives the reason for which a sample shows it blocked. Where nothing is known: `unknown`.
 */
export function stateIntervals(
  life: Lifetime,
  samples: readonly StateSample[],
  waits: readonly BlockedSpan[],
): StateInterval[] {
  const alive = samples.filter(isOfTheLiving).sort(bySampleOrder);
  const intervals = statesFrom(life.startUs, life, alive, waits);
  const zombie = zombieInterval(life, samples);
  return zombie === undefined ? intervals : [...intervals, zombie];
}

export function isOfTheLiving({ state }: StateSample): boolean {
  return state !== 'zombie';
}

export function bySampleOrder(a: StateSample, b: StateSample): number {
  return a.tUs - b.tUs || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0);
}

/** The states from `fromUs`, at or after the start, to the end. `alive` are samples in their order. */
export function statesFrom(
  fromUs: number,
  life: Lifetime,
  alive: readonly StateSample[],
  waits: readonly BlockedSpan[],
): StateInterval[] {
  const open = new OpenWaits(waits);
  let next = partitionPoint(alive, ({ tUs }) => tUs <= fromUs);
  let sample = alive[next - 1];
  const intervals: StateInterval[] = [];
  let startUs = fromUs;
  let now: Condition | undefined;
  const close = (endUs: number | null) => {
    if (now === undefined || (endUs !== null && endUs <= startUs)) return;
    const { state, reason, evidence } = now;
    intervals.push({ state, reason, startUs, endUs, evidence });
  };
  for (const tUs of cutsBetween(
    fromUs,
    life.endUs ?? Number.POSITIVE_INFINITY,
    next,
    alive,
    waits,
  )) {
    for (let each = alive[next]; each !== undefined && each.tUs <= tUs; each = alive[next]) {
      sample = each;
      next += 1;
    }
    const then = open.at(tUs, sample) ?? sample ?? NOTHING_KNOWN;
    if (now !== undefined && isSameCondition(now, then)) continue;
    close(tUs);
    startUs = tUs;
    now = then;
  }
  close(life.endUs);
  return intervals;
}

/** Instants at which the state may change, in order: `fromUs`, and what lies between it and `bound`. */
function cutsBetween(
  fromUs: number,
  bound: number,
  next: number,
  alive: readonly StateSample[],
  waits: readonly BlockedSpan[],
): number[] {
  const cuts = [fromUs];
  const cut = (tUs: number) => {
    if (tUs > fromUs && tUs < bound) cuts.push(tUs);
  };
  for (let i = next; i < alive.length; i += 1) cut(alive[i]?.tUs ?? fromUs);
  for (const { startUs, endUs } of waits) {
    cut(startUs);
    if (endUs !== null) cut(endUs);
  }
  return waits.length === 0 ? cuts : cuts.sort((a, b) => a - b);
}

function isSameCondition(a: Condition, b: Condition): boolean {
  return a.state === b.state && a.reason === b.reason && a.evidence === b.evidence;
}

/** From its end until it was reaped, where a sample saw it so. */
export function zombieInterval(
  { endUs, reapedUs }: Lifetime,
  samples: readonly StateSample[],
): StateInterval | undefined {
  if (endUs === null || (reapedUs !== null && reapedUs <= endUs)) return undefined;
  const zombie = samples.find((each) => each.state === 'zombie');
  if (zombie === undefined) return undefined;
  const { evidence } = zombie;
  return { state: 'zombie', reason: null, startUs: endUs, endUs: reapedUs, evidence };
}

/** Sweeps over waits in order of time; of several open ones the one that began last counts. */
class OpenWaits {
  readonly #waits: readonly BlockedSpan[];
  #open: BlockedSpan[] = [];
  #next = 0;

  constructor(waits: readonly BlockedSpan[]) {
    this.#waits = [...waits].sort((a, b) => a.startUs - b.startUs);
  }

  /**
   * What the wait means that blocks the process at `tUs`, as it was last seen; to be asked with growing
   * times.
   */
  at(tUs: number, seen: StateSample | undefined): Condition | undefined {
    for (
      let each = this.#waits[this.#next];
      each !== undefined && each.startUs <= tUs;
      each = this.#waits[this.#next]
    ) {
      this.#open.push(each);
      this.#next += 1;
    }
    if (this.#open.some((wait) => wait.endUs !== null && wait.endUs <= tUs)) {
      this.#open = this.#open.filter((wait) => wait.endUs === null || wait.endUs > tUs);
    }
    const isIdle = seen?.state === 'blocked' && IDLE.has(seen.reason ?? 'other');
    const last =
      this.#open.findLast(({ whenIdle = false }) => !whenIdle) ??
      (isIdle ? this.#open.at(-1) : undefined);
    return last && { state: 'blocked', reason: last.reason, evidence: last.evidence };
  }
}

/**
 * Time spent in each state up to `horizonUs`, in µs; states never seen are left out. Where `shares`
 * count how long the process ran and was ready, the count outranks the samples of that time.
 */
export function stateTotals(
  intervals: readonly StateInterval[],
  horizonUs: number,
  shares: readonly CpuShare[] = [],
): Partial<Record<ProcessState, number>> {
  const totals: Partial<Record<ProcessState, number>> = {};
  for (const { state, startUs, endUs } of intervals) {
    const lasted = Math.max(0, (endUs ?? horizonUs) - startUs);
    totals[state] = (totals[state] ?? 0) + lasted;
  }
  applyShares(totals, intervals, shares, horizonUs);
  return totals;
}
