/** The instant of the session that the panel shows, while it is not the present one. */

interface Playback {
  /** Session time a time of the page: 2 plays twice as fast. */
  readonly speed: number;
  readonly fromUs: number;
  readonly atMs: number;
}

/** Speeds to choose from. */
export const SPEEDS: readonly number[] = [0.1, 0.25, 0.5, 1, 2, 5, 10, 100];

export class TimeCursor {
  #tUs: number | null = null;
  #playback: Playback | undefined;
  #speed = 1;

  /** Session µs; null: the session as it is now. */
  get tUs(): number | null {
    return this.#tUs;
  }

  get playing(): boolean {
    return this.#playback !== undefined;
  }

  get speed(): number {
    return this.#speed;
  }

  /** Goes to an instant, or with null to the present; what was playing stops. */
  goTo(tUs: number | null): void {
    this.#playback = undefined;
    this.#tUs = tUs === null ? null : Math.round(tUs);
  }

  play(fromUs: number, atMs: number): void {
    this.#tUs = Math.round(fromUs);
    this.#playback = { speed: this.#speed, fromUs, atMs };
  }

  pause(): void {
    this.#playback = undefined;
  }

  setSpeed(speed: number, atMs: number): void {
    this.#speed = speed;
    if (this.#playback !== undefined && this.#tUs !== null) this.play(this.#tUs, atMs);
  }

  /** Moves on to the page's time `atMs`. At `endUs`, the present, playing ends there. */
  tick(atMs: number, endUs: number): void {
    if (this.#playback === undefined) return;
    const { speed, fromUs, atMs: sinceMs } = this.#playback;
    const tUs = fromUs + Math.max(0, atMs - sinceMs) * 1_000 * speed;
    if (tUs >= endUs) this.goTo(null);
    else this.#tUs = Math.round(tUs);
  }
}
