/** The timeline's picture. */

import { rowStandingFor, rowWindow } from '../rows.ts';
import type { Snapshot } from '../snapshot.ts';
import type { Surface } from '../surface.ts';
import {
  rangeOf,
  type TimeBounds,
  type TimeScale,
  type TimeView,
  timeScale,
} from '../time-scale.ts';
import type { Theme } from './colors.ts';
import { drawScene } from './draw-scene.ts';
import { Fillings } from './patterns.ts';
import { HEAD_HEIGHT, ROW_HEIGHT, type Scene, type SceneRows } from './scene.ts';

/** What a timeline shows. */
export interface TimelineSource {
  readonly time: TimeView;
  readonly live: boolean;
  readonly follows: boolean;
  readonly selected: string | null;
  /** The instant that is shown; null: now. */
  readonly cursor: { readonly tUs: number | null };
  bounds(atMs: number): TimeBounds;
  nowUs(atMs: number): number;
  /** Undefined while there is nothing to show. */
  whole(): Snapshot | undefined;
  rows(): SceneRows;
}

export class Timeline {
  readonly surface: Surface;
  readonly #source: TimelineSource;
  #fillings: { ratio: number; theme: Theme; value: Fillings } | undefined;

  constructor(surface: Surface, source: TimelineSource) {
    this.surface = surface;
    this.#source = source;
  }

  scale(atMs: number): TimeScale {
    const source = this.#source;
    const range = rangeOf(source.time, source.bounds(atMs));
    return timeScale(range, this.surface.width, source.follows);
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
    const snapshot = this.#source.whole();
    const { context, theme, width, height } = this.surface;
    if (snapshot === undefined || width <= 0) return undefined;
    const rows = this.#source.rows();
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
      nowUs: this.#source.nowUs(atMs),
      live: this.#source.live,
      cursorUs: this.#source.cursor.tUs,
      selected: this.#source.selected,
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
