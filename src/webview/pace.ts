/** When the panel draws again although nobody asked: for what waits, and the clock of a live session. */
import type { PanelStore } from './store.ts';
import type { Overview } from './time/overview.ts';
import type { Timeline } from './timeline/timeline.ts';

/** Between two pictures of a live session, in ms: never sooner, and at the latest. */
const LIVE_FRAME = { least: 33, most: 250, reducedMotion: 1_000 };

/** Between two pictures while the past is played, in ms. */
const PLAY_FRAME = { usual: 30, reducedMotion: 500 };

export class Pace {
  readonly #store: PanelStore;
  readonly #timeline: Timeline;
  readonly #overview: Overview;
  readonly #again: () => void;
  readonly #reducedMotion = matchMedia('(prefers-reduced-motion: reduce)');
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(store: PanelStore, timeline: Timeline, overview: Overview, again: () => void) {
    this.#store = store;
    this.#timeline = timeline;
    this.#overview = overview;
    this.#again = again;
  }

  /** A picture was drawn at `atMs`: sees to the next one. */
  drawn(atMs: number): void {
    clearTimeout(this.#timer);
    const delays: number[] = [];
    if (this.#store.hasQueued) delays.push(this.#store.reductionDelay(performance.now()));
    const countDue = this.#overview.dueIn(performance.now());
    if (countDue !== undefined) delays.push(countDue);
    // A hidden page asks for no frames; it is drawn when it comes into view.
    if (this.#store.live && document.visibilityState === 'visible') {
      delays.push(this.#liveDelay(atMs));
    }
    if (this.#store.cursor.playing) delays.push(this.#playDelay());
    if (delays.length > 0) this.#timer = setTimeout(this.#again, Math.min(...delays));
  }

  #playDelay(): number {
    return this.#reducedMotion.matches ? PLAY_FRAME.reducedMotion : PLAY_FRAME.usual;
  }

  /** Now moves on by about a pixel. */
  #liveDelay(atMs: number): number {
    if (this.#reducedMotion.matches) return LIVE_FRAME.reducedMotion;
    const scale = this.#timeline.scale(atMs);
    const pixelMs = (scale.invert(1) - scale.invert(0)) / 1_000;
    return Math.min(Math.max(pixelMs, LIVE_FRAME.least), LIVE_FRAME.most);
  }
}
