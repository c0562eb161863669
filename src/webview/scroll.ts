/** The scroll position of the rows. */
import type { Layout } from './layout.ts';
import { anchoredScroll, NO_ROWS, type Rows } from './rows.ts';
import type { Snapshot } from './snapshot.ts';
import { HEAD_HEIGHT, ROW_HEIGHT } from './timeline/scene.ts';

export class Scroll {
  readonly #layout: Pick<Layout, 'scroller' | 'spacer'>;
  #rows: Rows = NO_ROWS;

  constructor(layout: Pick<Layout, 'scroller' | 'spacer'>) {
    this.#layout = layout;
  }

  /** Rows that are in view at once but one, so that one is seen again on the next page. */
  get page(): number {
    return Math.max(1, Math.floor(this.#height / ROW_HEIGHT) - 1);
  }

  /** Of the rows in view, in px. */
  get #height(): number {
    return this.#layout.scroller.clientHeight - HEAD_HEIGHT;
  }

  /** These rows are drawn from now on: what is at the top stays there. */
  rowsAre(rows: Rows, snapshot: Snapshot): void {
    const before = this.#rows;
    this.#rows = rows;
    if (before === rows) return;
    const { scroller } = this.#layout;
    const top = anchoredScroll(before, rows, snapshot, scroller.scrollTop, ROW_HEIGHT);
    this.fit(rows);
    if (top !== scroller.scrollTop) scroller.scrollTop = top;
  }

  /** Makes the page as high as its rows. */
  fit({ list }: Rows): void {
    const needed = list.length * ROW_HEIGHT - this.#height;
    this.#layout.spacer.style.height = `${Math.max(0, needed)}px`;
  }

  /** Scrolls no further than it takes to see the row whole. */
  show(rows: Rows, id: string | null): void {
    const index = id === null ? undefined : rows.indexById.get(id);
    if (index === undefined) return;
    const { scroller } = this.#layout;
    this.fit(rows);
    const top = index * ROW_HEIGHT;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + ROW_HEIGHT > scroller.scrollTop + this.#height) {
      scroller.scrollTop = top + ROW_HEIGHT - this.#height;
    }
  }
}
