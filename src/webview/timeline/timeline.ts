/** The timeline's picture. */

import { rowStandingFor, rowWindow } from '../rows.ts';
import type { PanelStore } from '../store.ts';
import type { Surface } from '../surface.ts';
import { rangeOf, type TimeScale, timeScale } from '../time-scale.ts';
import type { Theme } from './colors.ts';
import { drawScene } from './draw-scene.ts';
import { Fillings } from './patterns.ts';
import { HEAD_HEIGHT, ROW_HEIGHT, type Scene } from './scene.ts';

export class Timeline {
  readonly surface: Surface;
  readonly #store: PanelStore;
  #fillings: { ratio: number; theme: Theme; value: Fillings } | undefined;

  constructor(surface: Surface, store: PanelStore) {
    this.surface = surface;
    this.#store = store;
  }

  scale(atMs: number): TimeScale {
    const store = this.#store;
    const range = rangeOf(store.time, store.bounds(atMs));
    return timeScale(range, this.surface.width, store.follows);
  }

  draw(atMs: number, scrollTop: number, hovered: string | null): void {
    const { context } = this.surface;
    this.surface.clear();
    const scene = this.scene(atMs, scrollTop, hovered);
    if (scene === undefined) return;
    context.font = scene.theme.font;
    context.textBaseline = 'alphabetic';
    drawScene(scene);
  }

  /** What is to be drawn; undefined while there is nothing. */
  scene(atMs: number, scrollTop: number, hovered: string | null): Scene | undefined {
    const snapshot = this.#store.whole();
    const { context, theme, width, height } = this.surface;
    if (snapshot === undefined || width <= 0) return undefined;
    const rows = this.#store.rows();
    return {
      context,
      theme,
      fillings: this.#fillingsFor(theme, this.surface.ratio),
      width,
      height,
      scrollTop,
      scale: this.scale(atMs),
      snapshot,
      rows,
      ...rowWindow(scrollTop, height - HEAD_HEIGHT, ROW_HEIGHT, rows.list.length),
      nowUs: this.#store.nowUs(atMs),
      live: this.#store.live,
      cursorUs: this.#store.cursor.tUs,
      selected: this.#store.selected,
      hovered,
      rowOf: (id) => rowStandingFor(id, rows, snapshot),
    };
  }

  #fillingsFor(theme: Theme, ratio: number): Fillings {
    if (this.#fillings?.theme !== theme || this.#fillings.ratio !== ratio) {
      this.#fillings = { ratio, theme, value: new Fillings(this.surface.context, theme, ratio) };
    }
    return this.#fillings.value;
  }
}
