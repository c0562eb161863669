import { readTheme, type Theme } from './timeline/colors.ts';

/** A canvas that is drawn in CSS pixels, at the screen's resolution, in the theme's colours. */
export class Surface {
  readonly context: CanvasRenderingContext2D;
  readonly #canvas: HTMLCanvasElement;
  readonly #probe: HTMLElement;
  #theme: Theme | undefined;
  #width = 0;
  #height = 0;

  /** @param probe an element that has the theme's colours. */
  constructor(canvas: HTMLCanvasElement, probe: HTMLElement) {
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('this browser draws no canvas');
    this.context = context;
    this.#canvas = canvas;
    this.#probe = probe;
  }

  get width(): number {
    return this.#width;
  }

  get height(): number {
    return this.#height;
  }

  /** Pixels of the screen in one of CSS. */
  get ratio(): number {
    return window.devicePixelRatio || 1;
  }

  get theme(): Theme {
    this.#theme ??= readTheme(this.#probe);
    return this.#theme;
  }

  /** The theme is read again at the next drawing. */
  themeChanged(): void {
    this.#theme = undefined;
  }

  resize(width: number, height: number): void {
    this.#width = width;
    this.#height = height;
  }

  /** Empties it for a new drawing. */
  clear(): void {
    const { ratio } = this;
    const width = Math.max(1, Math.round(this.#width * ratio));
    const height = Math.max(1, Math.round(this.#height * ratio));
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    this.context.setTransform(ratio, 0, 0, ratio, 0, 0);
    this.context.clearRect(0, 0, this.#width, this.#height);
  }
}
