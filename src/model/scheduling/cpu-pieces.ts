import type { CpuShare } from '../cpu-shares.ts';
import type { StateInterval } from '../intervals.ts';

/** A span of a process's life: how much of it the process ran, and how much it was blocked, in µs. */
export interface CpuPiece {
  readonly startUs: number;
  readonly runningUs: number;
  readonly blockedUs: number;
}

interface Span {
  readonly startUs: number;
  readonly endUs: number;
  readonly kind: 'running' | 'ready' | 'blocked' | 'unknown';
  /** Told by the runtime or the kernel: no count of a span's time changes it. */
  readonly firm: boolean;
}

/**
 * Cuts a life into pieces of running and blocked time. Where the OS has counted how long a process ran
 * and was ready (`shares`), the count is laid out over what samples saw of that time: on the running
 * parts first, then on those of which nothing was known, then on the others; the rest was blocked.
 * Where nothing counted or sampled a time, it is taken for running.
 */
export function cpuPieces(
  intervals: readonly StateInterval[],
  shares: readonly CpuShare[],
  horizonUs: number,
): CpuPiece[] {
  const spans = intervals.flatMap((interval) => spanOf(interval, horizonUs));
  const pieces: CpuPiece[] = [];
  // Spans before this one end before what is looked at next: both lists go by time.
  let first = 0;
  const within = (fromUs: number, toUs: number): Span[] => {
    while ((spans[first]?.endUs ?? Infinity) <= fromUs) first += 1;
    const found: Span[] = [];
    for (let at = first; at < spans.length; at += 1) {
      const span = spans[at];
      if (span === undefined || span.startUs >= toUs) break;
      const startUs = Math.max(span.startUs, fromUs);
      found.push({ ...span, startUs, endUs: Math.min(span.endUs, toUs) });
    }
    return found;
  };
  const add = (more: readonly CpuPiece[]) => {
    for (const piece of more) pieces.push(piece);
  };
  let coveredUs = Number.NEGATIVE_INFINITY;
  for (const share of [...shares].sort((a, b) => a.sinceUs - b.sinceUs)) {
    const fromUs = Math.max(share.sinceUs, coveredUs);
    const toUs = Math.min(share.untilUs, horizonUs);
    if (toUs <= fromUs) continue;
    add(within(coveredUs, fromUs).map(asSeen));
    const part = (toUs - fromUs) / (share.untilUs - share.sinceUs);
    const runningUs = Math.round(share.runningUs * part);
    add(asCounted(within(fromUs, toUs), runningUs, Math.round(share.readyUs * part)));
    coveredUs = toUs;
  }
  add(within(coveredUs, Number.POSITIVE_INFINITY).map(asSeen));
  return pieces;
}

function spanOf(interval: StateInterval, horizonUs: number): Span[] {
  const { state, startUs, evidence } = interval;
  const endUs = interval.endUs ?? horizonUs;
  if (state === 'zombie' || state === 'ended' || endUs <= startUs) return [];
  const kind = state === 'stopped' ? 'blocked' : state;
  return [{ startUs, endUs, kind, firm: evidence === 'reported' || evidence === 'kernel' }];
}

function asSeen({ startUs, endUs, kind }: Span): CpuPiece {
  const us = endUs - startUs;
  const runs = kind === 'running' || kind === 'unknown';
  return { startUs, runningUs: runs ? us : 0, blockedUs: kind === 'blocked' ? us : 0 };
}

const RUNNING_ORDER = ['running', 'unknown', 'ready', 'blocked'] as const;
const READY_ORDER = ['ready', 'running', 'unknown', 'blocked'] as const;

function asCounted(
  spans: readonly Span[],
  countedRunningUs: number,
  countedReadyUs: number,
): CpuPiece[] {
  const laid = spans.map((span) => ({ span, runningUs: 0, leftUs: span.endUs - span.startUs }));
  const layOut = (us: number, order: readonly Span['kind'][], keep: boolean) => {
    let rest = us;
    for (const kind of order) {
      for (const each of laid) {
        if (each.span.kind !== kind || each.span.firm) continue;
        const taken = Math.min(rest, each.leftUs);
        each.leftUs -= taken;
        if (keep) each.runningUs += taken;
        rest -= taken;
      }
    }
  };
  layOut(countedRunningUs, RUNNING_ORDER, true);
  layOut(countedReadyUs, READY_ORDER, false);
  return laid.map(({ span: { startUs }, runningUs, leftUs }) => ({
    startUs,
    runningUs,
    blockedUs: leftUs,
  }));
}
