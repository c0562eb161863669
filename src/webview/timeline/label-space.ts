/** Which stretches of a line already carry a label. */
export class LabelSpace {
  readonly #taken = new Map<string, [number, number][]>();

  /** Whether nothing stands at `x` of a line. */
  free(line: string, x: number): boolean {
    return !this.#taken.get(line)?.some(([from, to]) => from <= x && x < to);
  }

  /** Takes `[left, right]` of a line; false if something stands there. */
  take(line: string, left: number, right: number): boolean {
    const taken = this.#taken.get(line) ?? [];
    if (taken.some(([from, to]) => left < to && from < right)) return false;
    taken.push([left, right]);
    this.#taken.set(line, taken);
    return true;
  }
}
