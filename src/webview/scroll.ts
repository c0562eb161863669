/** The scroll position of the rows. */
import type { Layout } from './layout.ts';
import { anchoredScroll, NO_ROWS, type Rows, rowWindow, staysInPlace } from './rows.ts';
import type { Snapshot } from './snapshot.ts';
import { HEAD_HEIGHT, ROW_HEIGHT } from './timeline/scene.ts';

export class Scroll {
  readonly #layout: Pick<Layout, 'scroller' | 'spacer'>;
  #rows: Rows = NO_ROWS;
  #top = 0;
  #height = 0;

  constructor(layout: Pick<Layout, 'scroller' | 'spacer'>) {
    this.#layout = layout;
  }

  /** How far the rows are scrolled, in px. */
  get top(): number {
    return this.#top;
  }

  /** Of the rows in view, in px. */
  get height(): number {
    return this.#height;
  }

  /** Rows that are in view at once but one, so that one is seen again on the next page. */
  get page(): number {
    return Math.max(1, Math.floor(this.#height / ROW_HEIGHT) - 1);
  }

  /** Asks the page where it is. */
  measure(): void {
    const { scroller } = this.#layout;
    this.#top = scroller.scrollTop;
    this.#height = scroller.clientHeight - HEAD_HEIGHT;
  }

  /**
   * These rows are drawn from now on: what is at the top stays there. Returns whether all that is in
   * view stays in its place.
   */
  rowsAre(rows: Rows, snapshot: Snapshot): boolean {
    const before = this.#rows;
    this.#rows = rows;
    if (before === rows) return true;
    const was = this.#top;
    const top = anchoredScroll(before, rows, snapshot, was, ROW_HEIGHT);
    this.fit(rows);
    this.#goTo(top, rows);
    const window = rowWindow(this.#top, this.#height, ROW_HEIGHT, rows.list.length);
    return this.#top === was && staysInPlace(before, rows, window);
  }

  /** Makes the page as high as its rows. */
  fit(rows: Rows): void {
    this.#layout.spacer.style.height = `${this.#most(rows)}px`;
  }

  /** Scrolls no further than it takes to see the row whole. */
  show(rows: Rows, id: string | null): void {
    const index = id === null ? undefined : rows.indexById.get(id);
    if (index === undefined) return;
    this.measure();
    this.fit(rows);
    const top = index * ROW_HEIGHT;
    if (top < this.#top) this.#goTo(top, rows);
    else if (top + ROW_HEIGHT > this.#top + this.#height) {
      this.#goTo(top + ROW_HEIGHT - this.#height, rows);
    }
  }

  #goTo(top: number, rows: Rows): void {
    if (top !== this.#top) this.#layout.scroller.scrollTop = top;
    this.#top = Math.min(top, this.#most(rows));
  }

  /** How far these rows can be scrolled, in px. */
  #most({ list }: Rows): number {
    return Math.max(0, list.length * ROW_HEIGHT - this.#height);
  }
}
