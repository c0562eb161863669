/** The timeline's canvas: its size, its picture, the pointer on it. */

import { rowStandingFor, rowWindow } from '../rows.ts';
import type { PanelStore } from '../store.ts';
import { rangeOf, type TimeScale, timeScale } from '../time-scale.ts';
import { readTheme, type Theme } from './colors.ts';
import { drawScene } from './draw-scene.ts';
import { Fillings } from './patterns.ts';
import { HEAD_HEIGHT, ROW_HEIGHT, type Scene } from './scene.ts';

export class Timeline {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #probe: HTMLElement;
  readonly #store: PanelStore;
  #theme: Theme | undefined;
  #fillings: { ratio: number; theme: Theme; value: Fillings } | undefined;
  #width = 0;
  #height = 0;

  constructor(canvas: HTMLCanvasElement, probe: HTMLElement, store: PanelStore) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser draws no canvas');
    this.#canvas = canvas;
    this.#context = context;
    this.#probe = probe;
    this.#store = store;
  }

  get width(): number {
    return this.#width;
  }

  resize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
  }

  /** The theme is read again at the next drawing. */
  themeChanged(): void {
    this.#theme = undefined;
  }

  scale(atMs: number): TimeScale {
    const store = this.#store;
    const range = rangeOf(store.time, store.bounds(atMs));
    return timeScale(range, this.#width, store.follows);
  }

  draw(atMs: number, scrollTop: number, hovered: string | null): void {
    const context = this.#context;
    const ratio = window.devicePixelRatio || 1;
    this.#fitCanvas(ratio);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.#width, this.#height);
    const scene = this.scene(atMs, scrollTop, hovered);
    if (scene === undefined) return;
    context.font = scene.theme.font;
    context.textBaseline = 'alphabetic';
    drawScene(scene);
  }

  /** What is to be drawn; undefined while there is nothing. */
  scene(atMs: number, scrollTop: number, hovered: string | null): Scene | undefined {
    const snapshot = this.#store.whole();
    if (snapshot === undefined || this.#width <= 0) return undefined;
    this.#theme ??= readTheme(this.#probe);
    const theme = this.#theme;
    const rows = this.#store.rows();
    return {
      context: this.#context,
      theme,
      fillings: this.#fillingsFor(theme, window.devicePixelRatio || 1),
      width: this.#width,
      height: this.#height,
      scrollTop,
      scale: this.scale(atMs),
      snapshot,
      rows,
      ...rowWindow(scrollTop, this.#height - HEAD_HEIGHT, ROW_HEIGHT, rows.list.length),
      nowUs: this.#store.nowUs(atMs),
      live: this.#store.live,
      cursorUs: this.#store.cursor.tUs,
      selected: this.#store.selected,
      hovered,
      rowOf: (id) => rowStandingFor(id, rows, snapshot),
    };
  }

  #fitCanvas(ratio: number): void {
    const width = Math.max(1, Math.round(this.#width * ratio));
    const height = Math.max(1, Math.round(this.#height * ratio));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }

  #fillingsFor(theme: Theme, ratio: number): Fillings {
    if (this.#fillings?.theme !== theme || this.#fillings.ratio !== ratio) {
      this.#fillings = { ratio, theme, value: new Fillings(this.#context, theme, ratio) };
    }
    return this.#fillings.value;
  }
}
