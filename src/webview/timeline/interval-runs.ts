/** Intervals to draw: of many that share a pixel, one. */
import { bisector } from 'd3-array';
import type { StateInterval } from '../../model/intervals.ts';

const byEnd = bisector((interval: StateInterval) => interval.endUs ?? Number.POSITIVE_INFINITY);

/**
 * The intervals that reach into `[startUs, endUs]`, skipping those that end within `pixelUs` after the
 * last one given: on the screen they would lie on the same pixel.
 */
export function* intervalRuns(
  intervals: readonly StateInterval[],
  startUs: number,
  endUs: number,
  pixelUs: number,
): Generator<StateInterval> {
  let index = byEnd.right(intervals, startUs);
  for (let each = intervals[index]; each !== undefined; each = intervals[index]) {
    if (each.startUs > endUs) return;
    yield each;
    const until = each.endUs ?? Number.POSITIVE_INFINITY;
    const next = intervals[index + 1];
    index =
      next?.endUs !== undefined && next.endUs !== null && next.endUs - until < pixelUs
        ? Math.max(index + 1, byEnd.left(intervals, until + pixelUs, index + 1))
        : index + 1;
  }
}
