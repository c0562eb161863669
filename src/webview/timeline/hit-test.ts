/** What lies under the pointer. */
import type { StateInterval } from '../../model/intervals.ts';
import type { BlockView, ProcessView, WaitView } from '../../model/views.ts';
import { HEAD_HEIGHT, ROW_HEIGHT } from './scene.ts';

/** Row at a height of the canvas; undefined on the axis and below the last row. */
export function rowAt(y: number, scrollTop: number, count: number): number | undefined {
  if (y < HEAD_HEIGHT) return undefined;
  const index = Math.floor((y - HEAD_HEIGHT + scrollTop) / ROW_HEIGHT);
  return index < count ? index : undefined;
}

export interface Hit {
  readonly interval: StateInterval | undefined;
  /** The waiter's waits at that instant, the innermost last. */
  readonly waits: readonly WaitView[];
  /** The calls that blocked it at that instant. */
  readonly blocks: readonly BlockView[];
}

/** What `process` was doing at `us`, give or take `slackUs`; undefined before its start or after its end. */
export function activityAt(
  process: ProcessView,
  waits: readonly WaitView[],
  blocks: readonly BlockView[],
  us: number,
  slackUs: number,
  nowUs: number,
): Hit | undefined {
  const last = process.intervals.at(-1);
  const endUs = last === undefined ? process.endUs : last.endUs;
  if (us < process.startUs - slackUs || us > (endUs ?? nowUs) + slackUs) return undefined;
  const instant = Math.min(Math.max(us, process.startUs), (endUs ?? nowUs) - 1);
  const covers = (each: { startUs: number; endUs: number | null }) =>
    each.startUs <= instant && instant < (each.endUs ?? Number.POSITIVE_INFINITY);
  const near = (each: { startUs: number; endUs: number | null }) =>
    each.startUs - slackUs <= us && us <= (each.endUs ?? nowUs) + slackUs;
  const covering = waits.filter(covers);
  return {
    interval: process.intervals.find(covers),
    waits: covering.length > 0 ? covering : waits.filter(near).slice(-1),
    blocks: blocks.filter(covers),
  };
}
