/** The instants at which something happens in a session: what stepping through it stops at. */
import { partitionPoint } from './partition-point.ts';
import type { SessionPicture } from './views.ts';

/** First instant after `tUs` at which anything is seen to change; null if there is none. */
export function nextInstant(picture: SessionPicture, tUs: number): number | null {
  let best = Number.POSITIVE_INFINITY;
  const take = (us: number | null | undefined) => {
    if (us !== null && us !== undefined && us > tUs && us < best) best = us;
  };
  for (const process of picture.processes()) {
    take(process.startUs);
    take(process.codeEndedUs);
    take(process.endUs);
    const { intervals } = process;
    const next = partitionPoint(intervals, ({ startUs }) => startUs <= tUs);
    take(intervals[next]?.startUs);
    take(intervals.at(-1)?.endUs);
  }
  const waits = picture.waits();
  take(waits[partitionPoint(waits, ({ startUs }) => startUs <= tUs)]?.startUs);
  for (const { endUs } of waits) take(endUs);
  const output = picture.output();
  take(output[partitionPoint(output, (line) => line.tUs <= tUs)]?.tUs);
  return best === Number.POSITIVE_INFINITY ? null : best;
}

/** Last instant before `tUs` at which anything was seen to change; null if there is none. */
export function previousInstant(picture: SessionPicture, tUs: number): number | null {
  let best = Number.NEGATIVE_INFINITY;
  const take = (us: number | null | undefined) => {
    if (us !== null && us !== undefined && us < tUs && us > best) best = us;
  };
  for (const process of picture.processes()) {
    take(process.startUs);
    take(process.codeEndedUs);
    take(process.endUs);
    const { intervals } = process;
    take(intervals[partitionPoint(intervals, ({ startUs }) => startUs < tUs) - 1]?.startUs);
    take(intervals.at(-1)?.endUs);
  }
  const waits = picture.waits();
  take(waits[partitionPoint(waits, ({ startUs }) => startUs < tUs) - 1]?.startUs);
  for (const { endUs } of waits) take(endUs);
  const output = picture.output();
  take(output[partitionPoint(output, (line) => line.tUs < tUs) - 1]?.tUs);
  return best === Number.NEGATIVE_INFINITY ? null : best;
}
