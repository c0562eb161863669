/** How much may be kept: a burst at first, then a steady rate. Pure: the time comes in. */
export class OutputBudget {
  readonly #burst: number;
  readonly #perSecond: number;
  #left: number;
  #atUs: number | undefined;
  #exhausted = false;

  constructor(burst: number, perSecond: number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#left = burst;
  }

  /**
   * Whether there is room for so much at `tUs`. Once there was none, there is none until a second's
   * worth has come together: readers get runs of lines with gaps between them, not single lines.
   */
  has(cost: number, tUs: number): boolean {
    const passedUs = Math.max(0, tUs - (this.#atUs ?? tUs));
    this.#atUs = Math.max(tUs, this.#atUs ?? tUs);
    this.#left = Math.min(this.#burst, this.#left + (passedUs * this.#perSecond) / 1e6);
    const needed = this.#exhausted ? Math.max(cost, this.#perSecond) : cost;
    this.#exhausted = this.#left < needed;
    return !this.#exhausted;
  }

  /** Uses up what `has` has found. */
  take(cost: number): void {
    this.#left -= cost;
  }
}
