/** The scroll position of the rows. */
import type { Layout } from './layout.ts';
import { anchoredScroll, NO_ROWS, type Rows } from './rows.ts';
import type { Snapshot } from './snapshot.ts';
import type { PanelStore } from './store.ts';
import { HEAD_HEIGHT, ROW_HEIGHT } from './timeline/scene.ts';

export class Scroll {
  readonly #layout: Layout;
  readonly #store: PanelStore;
  #rows: Rows = NO_ROWS;

  constructor(layout: Layout, store: PanelStore) {
    this.#layout = layout;
    this.#store = store;
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
  fit(rows: Rows): void {
    const { scroller, spacer } = this.#layout;
    const needed = HEAD_HEIGHT + rows.list.length * ROW_HEIGHT - scroller.clientHeight;
    spacer.style.height = `${Math.max(0, needed)}px`;
  }

  /** Scrolls no further than it takes to see the selected row whole. */
  showSelected(): void {
    const { selected } = this.#store;
    const rows = this.#store.rows();
    const index = selected === null ? undefined : rows.indexById.get(selected);
    if (index === undefined) return;
    const { scroller } = this.#layout;
    this.fit(rows);
    const page = scroller.clientHeight - HEAD_HEIGHT;
    const top = index * ROW_HEIGHT;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + ROW_HEIGHT > scroller.scrollTop + page) {
      scroller.scrollTop = top + ROW_HEIGHT - page;
    }
  }
}
