/** Pointer and keys on the overview: its upper part scrubs, the strip below moves what the timeline shows. */

import { t } from '../l10n.ts';
import type { PanelStore } from '../store.ts';
import { instantText } from '../texts.ts';
import { rangeOf, type TimeView, viewOf } from '../time-scale.ts';
import { type Overview, WINDOW_HEIGHT } from './overview.ts';

export interface TimeTarget {
  readonly store: PanelStore;
  readonly overview: Overview;
  goTo(tUs: number | null): void;
  setTime(time: TimeView): void;
}

/** So near to the right edge, in px, the present is meant. */
const PRESENT_PX = 4;
/** How near to an edge of the window the pointer takes it, in px. */
const EDGE_PX = 6;

export function attachTimeInput(scrubber: HTMLElement, target: TimeTarget): void {
  let drag: ((x: number) => void) | undefined;
  scrubber.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    scrubber.setPointerCapture(event.pointerId);
    const inWindow = event.offsetY >= scrubber.clientHeight - WINDOW_HEIGHT;
    drag = inWindow ? windowDrag(target, event.offsetX) : (x) => scrubTo(target, x);
    drag(event.offsetX);
  });
  scrubber.addEventListener('pointermove', (event) => {
    const inWindow = event.offsetY >= scrubber.clientHeight - WINDOW_HEIGHT;
    scrubber.style.cursor = inWindow || drag !== undefined ? 'grab' : 'col-resize';
    drag?.(event.offsetX);
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    scrubber.addEventListener(type, () => {
      drag = undefined;
    });
  }
  scrubber.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const tUs = instantByKey(event.key, target);
    if (tUs === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    target.goTo(tUs);
  });
}

/** Says where the cursor stands. */
export function describeScrubber(scrubber: HTMLElement, { store, overview }: TimeTarget): void {
  const atMs = performance.now();
  const { startUs, endUs } = overview.range(atMs);
  const shownUs = store.shownUs(atMs);
  const attributes = {
    'aria-valuemin': String(Math.round(startUs)),
    'aria-valuemax': String(Math.round(endUs)),
    'aria-valuenow': String(Math.round(Math.min(Math.max(shownUs, startUs), endUs))),
    'aria-valuetext':
      store.cursor.tUs === null && store.live
        ? t('{0}, live', instantText(shownUs))
        : instantText(shownUs),
  };
  for (const [name, value] of Object.entries(attributes)) scrubber.setAttribute(name, value);
}

function scrubTo({ overview, goTo }: TimeTarget, x: number): void {
  const atMs = performance.now();
  const { startUs, endUs } = overview.range(atMs);
  const isPresent = x >= overview.width - PRESENT_PX;
  goTo(isPresent ? null : Math.min(Math.max(overview.usAt(x, atMs), startUs), endUs));
}

/** Drags the window, one of its edges, or the window to where the pointer is. */
function windowDrag({ store, overview, setTime }: TimeTarget, fromX: number): (x: number) => void {
  const atMs = performance.now();
  const bounds = store.bounds(atMs);
  const shown = rangeOf(store.time, bounds);
  const [left, right] = [overview.xOf(shown.startUs, atMs), overview.xOf(shown.endUs, atMs)];
  const usPerPx = overview.usAt(1, atMs) - overview.usAt(0, atMs);
  const isWide = right - left > 3 * EDGE_PX;
  const atLeft = isWide && Math.abs(fromX - left) <= EDGE_PX;
  const atRight = isWide && Math.abs(fromX - right) <= EDGE_PX;
  const outside = fromX < left || fromX > right;
  const shiftUs = outside && !atLeft && !atRight ? (fromX - (left + right) / 2) * usPerPx : 0;
  return (x) => {
    const byUs = (x - fromX) * usPerPx + shiftUs;
    const { startUs, endUs } = shown;
    const moved = atLeft
      ? { startUs: Math.min(startUs + byUs, endUs - 100), endUs }
      : atRight
        ? { startUs, endUs: Math.max(endUs + byUs, startUs + 100) }
        : { startUs: startUs + byUs, endUs: endUs + byUs };
    setTime(viewOf(moved, bounds));
  };
}

/** Share of the session that an arrow key moves by. */
const STEP = 0.01;

function instantByKey(key: string, { store, overview }: TimeTarget): number | null | undefined {
  const atMs = performance.now();
  const { startUs, endUs } = overview.range(atMs);
  const moved = (share: number) => {
    const tUs = store.shownUs(atMs) + (endUs - startUs) * share;
    return tUs >= endUs ? null : Math.max(tUs, startUs);
  };
  switch (key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return moved(-STEP);
    case 'ArrowRight':
    case 'ArrowUp':
      return moved(STEP);
    case 'PageDown':
      return moved(-10 * STEP);
    case 'PageUp':
      return moved(10 * STEP);
    case 'Home':
      return startUs;
    case 'End':
      return null;
    default:
      return undefined;
  }
}
