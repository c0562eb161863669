/** A process's states over time, put together from its waits and the samples of it. */
import { applyShares, type CpuShare } from './cpu-shares.ts';
import type { StateSample } from './facts.ts';
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

/** A state without its end: it holds until the next one begins. */
interface Segment {
  readonly startUs: number;
  readonly state: ProcessState;
  readonly reason: BlockedReason | null;
  readonly evidence: Evidence;
}

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
  const bound = life.endUs ?? Number.POSITIVE_INFINITY;
  const cuts = new Set<number>([life.startUs]);
  const alive = samples
    .filter((sample) => sample.state !== 'zombie' && sample.tUs < bound)
    .sort((a, b) => a.tUs - b.tUs || (a.source < b.source ? -1 : a.source > b.source ? 1 : 0));
  for (const sample of alive) cuts.add(Math.max(sample.tUs, life.startUs));
  for (const wait of waits) {
    if (wait.startUs < bound) cuts.add(Math.max(wait.startUs, life.startUs));
    if (wait.endUs !== null && wait.endUs < bound) cuts.add(Math.max(wait.endUs, life.startUs));
  }

  const open = new OpenWaits(waits);
  const segments: Segment[] = [];
  let next = 0;
  let sample: StateSample | undefined;
  for (const tUs of [...cuts].sort((a, b) => a - b)) {
    for (let each = alive[next]; each !== undefined && each.tUs <= tUs; each = alive[next]) {
      sample = each;
      next += 1;
    }
    const wait = open.at(tUs, sample);
    segments.push(
      wait !== undefined
        ? { startUs: tUs, state: 'blocked', reason: wait.reason, evidence: wait.evidence }
        : sample !== undefined
          ? { startUs: tUs, state: sample.state, reason: sample.reason, evidence: sample.evidence }
          : { startUs: tUs, state: 'unknown', reason: null, evidence: 'inferred' },
    );
  }
  const intervals = close(segments, life.endUs);
  const zombie = samples.find((each) => each.state === 'zombie');
  if (zombie !== undefined && life.endUs !== null) {
    const { endUs: startUs, reapedUs } = life;
    if (reapedUs === null || reapedUs > startUs) {
      const { evidence } = zombie;
      intervals.push({ state: 'zombie', reason: null, startUs, endUs: reapedUs, evidence });
    }
  }
  return intervals;
}

/** Sweeps over waits in order of time; of several open ones the one that began last counts. */
class OpenWaits {
  readonly #waits: readonly BlockedSpan[];
  #open: BlockedSpan[] = [];
  #next = 0;

  constructor(waits: readonly BlockedSpan[]) {
    this.#waits = [...waits].sort((a, b) => a.startUs - b.startUs);
  }

  /** The wait that blocks the process at `tUs`, as it was last seen; to be asked with growing times. */
  at(tUs: number, seen: StateSample | undefined): BlockedSpan | undefined {
    for (
      let each = this.#waits[this.#next];
      each !== undefined && each.startUs <= tUs;
      each = this.#waits[this.#next]
    ) {
      this.#open.push(each);
      this.#next += 1;
    }
    this.#open = this.#open.filter((wait) => wait.endUs === null || wait.endUs > tUs);
    const isIdle = seen?.state === 'blocked' && IDLE.has(seen.reason ?? 'other');
    return (
      this.#open.findLast(({ whenIdle = false }) => !whenIdle) ??
      (isIdle ? this.#open.at(-1) : undefined)
    );
  }
}

/** Gives segments their ends, and makes one of neighbours that say the same. */
function close(segments: readonly Segment[], endUs: number | null): StateInterval[] {
  const intervals: StateInterval[] = [];
  let current: Segment | undefined;
  const push = (segment: Segment, until: number | null) => {
    if (until === null || until > segment.startUs) intervals.push({ ...segment, endUs: until });
  };
  for (const segment of segments) {
    if (
      current !== undefined &&
      current.state === segment.state &&
      current.reason === segment.reason &&
      current.evidence === segment.evidence
    ) {
      continue;
    }
    if (current !== undefined) push(current, segment.startUs);
    current = segment;
  }
  if (current !== undefined) push(current, endUs);
  return intervals;
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
