/**
 * The whole session in one strip: how many processes ran and were alive at once, what of it the
 * timeline shows, and the instant that is shown.
 */
import { concurrencyCourse } from '../../model/concurrency.ts';
import type { Snapshot } from '../snapshot.ts';
import type { PanelStore } from '../store.ts';
import type { Surface } from '../surface.ts';
import { rangeOf, type TimeRange } from '../time-scale.ts';
import type { Theme } from '../timeline/colors.ts';

/** Width of a bar and of the gap beside it, in px. */
const BAR = 3;
const PITCH = 4;
/** Height of the strip at the bottom that stands for what the timeline shows. */
export const WINDOW_HEIGHT = 8;
/** Bars are counted anew at most this often while a session grows, in ms. */
const COUNT_MS = 500;

interface Counted {
  readonly revision: number;
  readonly parts: number;
  readonly atMs: number;
  readonly range: TimeRange;
  readonly alive: Float64Array;
  readonly running: Float64Array;
}

export class Overview {
  readonly surface: Surface;
  readonly #store: PanelStore;
  #counted: Counted | undefined;

  constructor(surface: Surface, store: PanelStore) {
    this.surface = surface;
    this.#store = store;
  }

  get width(): number {
    return this.surface.width;
  }

  /** What the strip spans. */
  range(atMs: number): TimeRange {
    const { earliestUs, startUs, endUs } = this.#store.bounds(atMs);
    return { startUs: Math.min(startUs, earliestUs), endUs };
  }

  usAt(x: number, atMs: number): number {
    const { startUs, endUs } = this.range(atMs);
    return startUs + ((endUs - startUs) * x) / Math.max(1, this.width);
  }

  xOf(us: number, atMs: number): number {
    const { startUs, endUs } = this.range(atMs);
    return ((us - startUs) / (endUs - startUs)) * this.width;
  }

  draw(atMs: number): void {
    const { surface } = this;
    surface.clear();
    const whole = this.#store.whole();
    if (whole === undefined || surface.width <= 0) return;
    this.#drawCourse(this.#countedOf(whole, atMs), surface.theme, atMs);
    this.#drawMarks(whole, surface.theme, atMs);
    this.#drawWindow(surface.theme, atMs);
  }

  /**
   * Counts what has come to a live session, be it time alone; returns false where the session is not
   * live, or that is not due. It goes through all that ever ran, so it is to have a frame of its own.
   */
  countLive(atMs: number): boolean {
    const whole = this.#store.whole();
    const counted = this.#counted;
    if (!this.#store.live || whole === undefined || counted === undefined) return false;
    if (atMs - counted.atMs < COUNT_MS) return false;
    const { startUs, endUs } = counted.range;
    const hasGrown = this.range(atMs).endUs - endUs >= (endUs - startUs) / counted.parts;
    if (counted.revision === whole.revision && !hasGrown) return false;
    this.#count(whole, atMs);
    return true;
  }

  /** For a session that is not live: in how many ms what has come since is due to be counted. */
  dueIn(nowMs: number): number | undefined {
    const counted = this.#counted;
    const revision = this.#store.whole()?.revision;
    if (this.#store.live || counted === undefined || counted.revision === revision)
      return undefined;
    return Math.max(0, counted.atMs + COUNT_MS - nowMs);
  }

  #countedOf(whole: Snapshot, atMs: number): Counted {
    const counted = this.#counted;
    if (counted?.parts !== this.#parts()) return this.#count(whole, atMs);
    const isFresh = counted.revision === whole.revision || atMs - counted.atMs < COUNT_MS;
    return isFresh || this.#store.live ? counted : this.#count(whole, atMs);
  }

  #parts(): number {
    return Math.max(1, Math.floor(this.width / PITCH));
  }

  #count(whole: Snapshot, atMs: number): Counted {
    const parts = this.#parts();
    const range = this.range(atMs);
    const ownProcesses = whole.picture.processes().filter(({ role }) => role !== 'helper');
    const course = concurrencyCourse(ownProcesses, range, parts, range.endUs);
    this.#counted = { revision: whole.revision, parts, atMs, range, ...course };
    return this.#counted;
  }

  #drawCourse({ alive, running, range, parts }: Counted, { color }: Theme, atMs: number): void {
    const { context } = this.surface;
    const room = this.surface.height - WINDOW_HEIGHT - 4;
    const mostAlive = alive.reduce((most, each) => Math.max(most, each), 1);
    const partUs = (range.endUs - range.startUs) / parts;
    // Both on one scale: those that ran are some of those that were alive.
    const bars = (values: Float64Array, fill: string) => {
      context.fillStyle = fill;
      values.forEach((value, i) => {
        if (value <= 0) return;
        const high = Math.max(1, (value / mostAlive) * room);
        const x = this.xOf(range.startUs + i * partUs, atMs);
        context.fillRect(x, room + 2 - high, BAR, high);
      });
    };
    bars(alive, color.grid);
    bars(running, color.running);
  }

  #drawMarks(whole: Snapshot, { color }: Theme, atMs: number): void {
    const { context } = this.surface;
    const bottom = this.surface.height - WINDOW_HEIGHT;
    const { mainEndedUs, losses } = whole.session;
    const { tUs } = this.#store.cursor;
    if (mainEndedUs !== null) {
      context.fillStyle = color.dim;
      const x = Math.round(this.xOf(mainEndedUs, atMs));
      for (let y = 0; y < bottom; y += 5) context.fillRect(x, y, 1, 3);
    }
    context.fillStyle = color.failed;
    for (const loss of losses) context.fillRect(this.xOf(loss.tUs, atMs) - 1, 0, 2, bottom);
    if (tUs === null) return;
    const x = Math.round(this.xOf(tUs, atMs));
    context.globalAlpha = 0.6;
    context.fillStyle = color.background;
    context.fillRect(x, 0, this.width - x, bottom);
    context.globalAlpha = 1;
    context.fillStyle = color.foreground;
    context.fillRect(x - 1, 0, 2, bottom);
    context.beginPath();
    context.moveTo(x - 5, 0);
    context.lineTo(x + 5, 0);
    context.lineTo(x, 6);
    context.fill();
  }

  /** What the timeline shows of the session. */
  #drawWindow({ color }: Theme, atMs: number): void {
    const { context } = this.surface;
    const shown = rangeOf(this.#store.time, this.#store.bounds(atMs));
    const left = Math.max(0, this.xOf(shown.startUs, atMs));
    const right = Math.min(this.width, this.xOf(shown.endUs, atMs));
    const top = this.surface.height - WINDOW_HEIGHT + 1;
    context.fillStyle = color.grid;
    context.fillRect(0, top, this.width, WINDOW_HEIGHT - 3);
    context.fillStyle = color.dim;
    context.beginPath();
    context.roundRect(left, top, Math.max(4, right - left), WINDOW_HEIGHT - 3, 2);
    context.fill();
  }
}
