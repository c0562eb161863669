/** A line between two parts that can be dragged, or moved with the arrow keys. */

export interface Splitter {
  /** Which way the part grows: 1 if it lies left of the line, -1 if right. */
  readonly direction: 1 | -1;
  width(): number;
  /** Least and greatest width. */
  extent(): [number, number];
  resize(width: number): void;
  /** Back to the layout's own width. */
  reset(): void;
}

const KEY_STEP = 16;

export function attachSplitter(line: HTMLElement, splitter: Splitter): void {
  line.setAttribute('role', 'separator');
  line.setAttribute('aria-orientation', 'vertical');
  line.tabIndex = 0;
  const resize = (width: number) => {
    const [least, greatest] = splitter.extent();
    splitter.resize(Math.round(Math.max(least, Math.min(width, greatest))));
  };
  line.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    const fromX = event.clientX;
    const fromWidth = splitter.width();
    line.setPointerCapture(event.pointerId);
    line.dataset.dragged = '';
    const move = ({ clientX }: PointerEvent) => {
      resize(fromWidth + (clientX - fromX) * splitter.direction);
    };
    line.addEventListener('pointermove', move);
    line.addEventListener(
      'lostpointercapture',
      () => {
        line.removeEventListener('pointermove', move);
        delete line.dataset.dragged;
      },
      { once: true },
    );
  });
  line.addEventListener('dblclick', () => splitter.reset());
  line.addEventListener('keydown', (event) => {
    const sign = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (sign === 0) return;
    event.preventDefault();
    event.stopPropagation();
    resize(splitter.width() + sign * KEY_STEP * splitter.direction);
  });
}

/** Tells assistive technology where the line stands. */
export function describeSplitter(line: HTMLElement, splitter: Splitter): void {
  const [least, greatest] = splitter.extent();
  line.setAttribute('aria-valuemin', String(Math.round(least)));
  line.setAttribute('aria-valuemax', String(Math.round(greatest)));
  line.setAttribute('aria-valuenow', String(Math.round(splitter.width())));
}
