/** Pointer and wheel on the timeline: zoom at the pointer, pan in time. */
import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomTransform, zoom, zoomIdentity } from 'd3-zoom';
import type { TimeRange, TimeScale } from '../time-scale.ts';
import { HEAD_HEIGHT } from './scene.ts';

export interface GestureTarget {
  /** The scale as it is drawn now. */
  scale(): TimeScale;
  /** Smallest and largest factor by which one may zoom from here. */
  zoomExtent(): [number, number];
  show(range: TimeRange): void;
  /** Pans by this many px; positive: to later times. */
  pan(px: number): void;
  /** Scrolls the rows by this many px; positive: to later rows. */
  scroll(px: number): void;
  /** Shows the instant at this place of the axis. */
  goTo(x: number): void;
}

/**
 * d3-zoom reads the gestures (Ctrl+wheel, pinch, drag). Each one starts from the identity over the scale
 * drawn at that moment: the scale itself moves on its own while a session is live.
 */
export function attachGestures(canvas: HTMLCanvasElement, target: GestureTarget): void {
  let base: TimeScale | undefined;
  let draggedTo = 0;
  const behavior = zoom<HTMLCanvasElement, unknown>()
    .filter((event: Event) =>
      event instanceof WheelEvent
        ? event.ctrlKey || event.metaKey
        : !('button' in event && event.button) && !isOnAxis(event),
    )
    .on('start', () => {
      base = target.scale().copy();
      draggedTo = 0;
      behavior.scaleExtent(target.zoomExtent());
    })
    .on('zoom', ({ transform }: D3ZoomEvent<HTMLCanvasElement, unknown>) => {
      if (base !== undefined && !isIdentity(transform)) target.show(rangeIn(transform, base));
      if (transform.k !== 1) return;
      target.scroll(draggedTo - transform.y);
      draggedTo = transform.y;
    })
    .on('end', () => {
      base = undefined;
      select(canvas).property('__zoom', zoomIdentity);
    });
  select(canvas).call(behavior).on('dblclick.zoom', null);

  attachAxis(canvas, target);
  canvas.addEventListener(
    'wheel',
    (event) => {
      if (event.ctrlKey || event.metaKey) return;
      const sideways = event.shiftKey && event.deltaX === 0 ? event.deltaY : event.deltaX;
      if (sideways === 0 || (Math.abs(sideways) < Math.abs(event.deltaY) && !event.shiftKey))
        return;
      event.preventDefault();
      target.pan(sideways * (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1));
    },
    { passive: false },
  );
}

function isOnAxis(event: Event): boolean {
  return event instanceof MouseEvent && event.offsetY < HEAD_HEIGHT;
}

/** Dragging along the axis goes through the session's time. */
function attachAxis(canvas: HTMLCanvasElement, target: GestureTarget): void {
  let drags = false;
  canvas.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || !isOnAxis(event)) return;
    drags = true;
    canvas.setPointerCapture(event.pointerId);
    target.goTo(event.offsetX);
  });
  canvas.addEventListener('pointermove', (event) => {
    canvas.style.cursor = drags || isOnAxis(event) ? 'col-resize' : '';
    if (drags) target.goTo(event.offsetX);
  });
  for (const type of ['pointerup', 'pointercancel'] as const) {
    canvas.addEventListener(type, () => {
      drags = false;
    });
  }
}

function isIdentity({ k, x }: ZoomTransform): boolean {
  return k === 1 && x === 0;
}

function rangeIn(transform: ZoomTransform, base: TimeScale): TimeRange {
  const [startUs = 0, endUs = 0] = transform.rescaleX(base).domain();
  return { startUs, endUs };
}
