/** Widths of table and inspector: the layout's own until the user drags their edges. */
import type { Layout } from './layout.ts';
import { attachSplitter, describeSplitter, type Splitter } from './splitter.ts';
import type { PanelStore } from './store.ts';

/** Width of the panel below which the inspector is closed until the user opens it. */
const ROOM_FOR_INSPECTOR = 720;
const LEAST = { table: 150, timeline: 160, inspector: 180 };

export class Widths {
  readonly #layout: Layout;
  readonly #store: PanelStore;
  readonly #table: Splitter;
  readonly #inspector: Splitter;

  constructor(layout: Layout, store: PanelStore, changed: () => void) {
    this.#layout = layout;
    this.#store = store;
    const { layer, main, tree, inspector } = layout;
    const set = (key: 'tableWidth' | 'inspectorWidth', width: number | null) => {
      store[key] = width;
      this.apply();
      changed();
    };
    this.#table = {
      direction: 1,
      width: () => tree.offsetWidth,
      extent: () => [LEAST.table, Math.max(LEAST.table, layer.clientWidth - LEAST.timeline)],
      resize: (width) => set('tableWidth', width),
      reset: () => set('tableWidth', null),
    };
    this.#inspector = {
      direction: -1,
      width: () => inspector.offsetWidth,
      extent: () => [LEAST.inspector, Math.max(LEAST.inspector, main.clientWidth * 0.6)],
      resize: (width) => set('inspectorWidth', width),
      reset: () => set('inspectorWidth', null),
    };
    attachSplitter(layout.tableSplitter, this.#table);
    attachSplitter(layout.inspectorSplitter, this.#inspector);
  }

  apply(): void {
    const { main, tableSplitter, inspectorSplitter } = this.#layout;
    const store = this.#store;
    store.roomForInspector = main.clientWidth >= ROOM_FOR_INSPECTOR;
    const { tableWidth, inspectorWidth, inspectorShown } = store;
    setOrRemove(main, '--fs-table-width', tableWidth);
    setOrRemove(main, '--fs-inspector-width', inspectorWidth);
    main.toggleAttribute('data-without-inspector', !inspectorShown);
    describeSplitter(tableSplitter, this.#table);
    describeSplitter(inspectorSplitter, this.#inspector);
  }
}

function setOrRemove(element: HTMLElement, property: string, width: number | null): void {
  if (width === null) element.style.removeProperty(property);
  else element.style.setProperty(property, `${width}px`);
}
