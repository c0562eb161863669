/** Totals of states where the OS has counted how long a process ran and how long it was ready. */
import type { Evidence, ProcessState } from './process-event.ts';

/** Of the time from `sinceUs` to `untilUs`, what the process ran and what it waited for a CPU, in µs. */
export interface CpuShare {
  readonly sinceUs: number;
  readonly untilUs: number;
  readonly runningUs: number;
  readonly readyUs: number;
}

/** A state that held from `startUs` to `endUs`, null while it lasts. */
interface HeldState {
  readonly state: ProcessState;
  readonly startUs: number;
  readonly endUs: number | null;
  readonly evidence: Evidence;
}

type Totals = Partial<Record<ProcessState, number>>;

/**
 * Puts the counted times in the place of what samples made of the same spans. Waits that a runtime or
 * the kernel told of stay as they are, and every total of a span's length stays that length. What
 * was neither run nor ready goes to the other states seen in the span, else to `blocked`.
 */
export function applyShares(
  totals: Totals,
  intervals: readonly HeldState[],
  shares: readonly CpuShare[],
  horizonUs: number,
): void {
  let coveredUs = Number.NEGATIVE_INFINITY;
  let first = 0;
  for (const share of [...shares].sort((a, b) => a.sinceUs - b.sinceUs)) {
    const fromUs = Math.max(share.sinceUs, coveredUs);
    const toUs = Math.min(share.untilUs, horizonUs);
    if (toUs <= fromUs) continue;
    coveredUs = toUs;
    while (endOf(intervals[first], horizonUs) <= fromUs) first += 1;
    const seen = seenWithin(intervals, first, fromUs, toUs, horizonUs);
    const part = (toUs - fromUs) / (share.untilUs - share.sinceUs);
    replace(totals, seen, share.runningUs * part, share.readyUs * part);
  }
}

function endOf(interval: HeldState | undefined, horizonUs: number): number {
  return interval === undefined ? Number.POSITIVE_INFINITY : (interval.endUs ?? horizonUs);
}

/** How long samples say that each state lasted in a span; intervals before `first` end before it. */
function seenWithin(
  intervals: readonly HeldState[],
  first: number,
  fromUs: number,
  toUs: number,
  horizonUs: number,
): Map<ProcessState, number> {
  const seen = new Map<ProcessState, number>();
  for (let at = first; at < intervals.length; at += 1) {
    const interval = intervals[at];
    if (interval === undefined || interval.startUs >= toUs) break;
    const { state, startUs, evidence } = interval;
    if (evidence === 'reported' || evidence === 'kernel' || state === 'zombie') continue;
    const us = Math.min(toUs, endOf(interval, horizonUs)) - Math.max(fromUs, startUs);
    if (us > 0) seen.set(state, (seen.get(state) ?? 0) + us);
  }
  return seen;
}

function replace(
  totals: Totals,
  seen: ReadonlyMap<ProcessState, number>,
  countedRunningUs: number,
  countedReadyUs: number,
): void {
  const add = (state: ProcessState, us: number) => {
    totals[state] = (totals[state] ?? 0) + us;
  };
  let left = 0;
  for (const [state, us] of seen) {
    add(state, -us);
    left += us;
  }
  const running = Math.min(left, Math.round(countedRunningUs));
  left -= running;
  const ready = Math.min(left, Math.round(countedReadyUs));
  left -= ready;
  add('running', running);
  add('ready', ready);
  const others = [...seen].filter(([state]) => state !== 'running' && state !== 'ready');
  let othersUs = others.reduce((sum, [, us]) => sum + us, 0);
  for (const [state, us] of others) {
    const portion = Math.round((left * us) / othersUs);
    add(state, portion);
    left -= portion;
    othersUs -= us;
  }
  add('blocked', left);
}
