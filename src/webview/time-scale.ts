/** Which part of the session's time the timeline shows, and how zooming and panning change it. */
import { type ScaleLinear, scaleLinear } from 'd3-scale';

/** Session µs. */
export interface TimeRange {
  readonly startUs: number;
  readonly endUs: number;
}

/** What the user chose to see. */
export interface TimeView {
  /** Length of what is shown; null: all from the session's start. */
  readonly spanUs: number | null;
  /** Right edge; null: it follows now (an ended session: its end). */
  readonly endUs: number | null;
}

/** How far one can go. */
export interface TimeBounds {
  /** Where the whole view begins. */
  readonly startUs: number;
  /** Now, or the session's end. */
  readonly endUs: number;
  /** Earliest start of a process: an attach sees processes that began long before. */
  readonly earliestUs: number;
}

export const WHOLE: TimeView = { spanUs: null, endUs: null };

/** Nothing is known more exactly. */
const MIN_SPAN_US = 100;
/** A session of no length yet is shown as this long. */
const MIN_WHOLE_US = 100_000;

export function isWhole({ spanUs, endUs }: TimeView): boolean {
  return spanUs === null && endUs === null;
}

/** Processes that began at most this long before the session belong to its launch. */
const LAUNCH_SLACK_US = 1_000_000;

/** Bounds of a session whose first process began at `earliestUs` and that is now at `endUs`. */
export function timeBounds(earliestUs: number, endUs: number): TimeBounds {
  const startUs = earliestUs < -LAUNCH_SLACK_US ? 0 : Math.min(0, earliestUs);
  return {
    startUs,
    endUs: Math.max(endUs, startUs + MIN_WHOLE_US),
    earliestUs: Math.min(startUs, earliestUs),
  };
}

export function rangeOf(view: TimeView, bounds: TimeBounds): TimeRange {
  const endUs = view.endUs ?? bounds.endUs;
  const startUs = view.spanUs === null ? bounds.startUs : endUs - view.spanUs;
  return { startUs: Math.min(startUs, endUs - MIN_SPAN_US), endUs };
}

/** The view of a range; of one that shows everything: the whole, which follows. */
export function viewOf(range: TimeRange, bounds: TimeBounds): TimeView {
  const maxSpan = bounds.endUs - bounds.earliestUs;
  const spanUs = Math.min(Math.max(range.endUs - range.startUs, MIN_SPAN_US), maxSpan);
  const middle = (range.startUs + range.endUs) / 2;
  const lowest = bounds.earliestUs + spanUs;
  const endUs = Math.min(Math.max(middle + spanUs / 2, lowest), bounds.endUs);
  const showsAll = endUs >= bounds.endUs && endUs - spanUs <= bounds.startUs;
  return showsAll && bounds.earliestUs === bounds.startUs ? WHOLE : { spanUs, endUs };
}

/** Zooms by `factor` (above 1: closer) around the middle, or around the right edge if that follows. */
export function zoomed(view: TimeView, bounds: TimeBounds, factor: number): TimeView {
  const { startUs, endUs } = rangeOf(view, bounds);
  const spanUs = (endUs - startUs) / factor;
  if (view.endUs === null) {
    const whole = spanUs >= bounds.endUs - bounds.startUs;
    return whole ? WHOLE : { spanUs: Math.max(spanUs, MIN_SPAN_US), endUs: null };
  }
  const middle = (startUs + endUs) / 2;
  return viewOf({ startUs: middle - spanUs / 2, endUs: middle + spanUs / 2 }, bounds);
}

/** Least and greatest factor by which one may zoom from a view. */
export function zoomExtent(view: TimeView, bounds: TimeBounds): [least: number, greatest: number] {
  const { startUs, endUs } = rangeOf(view, bounds);
  const span = endUs - startUs;
  return [Math.min(1, span / (bounds.endUs - bounds.earliestUs)), Math.max(1, span / MIN_SPAN_US)];
}

/** Moves by a share of what is shown; positive: to later times. */
export function panned(view: TimeView, bounds: TimeBounds, share: number): TimeView {
  const { startUs, endUs } = rangeOf(view, bounds);
  const byUs = (endUs - startUs) * share;
  const moved = viewOf({ startUs: startUs + byUs, endUs: endUs + byUs }, bounds);
  return isWhole(moved) ? view : moved;
}

/** The view of a range with a little room beside it. */
export function fitted({ startUs, endUs }: TimeRange, bounds: TimeBounds): TimeView {
  const room = Math.max((endUs - startUs) * 0.05, MIN_SPAN_US);
  return viewOf({ startUs: startUs - room, endUs: endUs + room }, bounds);
}

/** Follow switched on keeps the zoom; switched off keeps what is shown. */
export function following(view: TimeView, bounds: TimeBounds, on: boolean): TimeView {
  if (on) return { ...view, endUs: null };
  const { startUs, endUs } = rangeOf(view, bounds);
  return { spanUs: endUs - startUs, endUs };
}

/** Room in px at the left for a bar's outline, at the right for exit marks. */
const PADDING = { left: 8, right: 62, rightWhileFollowing: 22 };

export type TimeScale = ScaleLinear<number, number>;

export function timeScale(range: TimeRange, width: number, follows: boolean): TimeScale {
  const right = follows ? PADDING.rightWhileFollowing : PADDING.right;
  const end = Math.max(width - right, PADDING.left + 1);
  return scaleLinear([range.startUs, range.endUs], [PADDING.left, end]);
}
