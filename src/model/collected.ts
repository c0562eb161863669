/** One list in order of what belongs to many processes; of a change, only its part is sorted anew. */
export class Collected<T> {
  readonly #ownerOf: (item: T) => string;
  readonly #compare: (a: T, b: T) => number;
  readonly #byOwner = new Map<string, readonly T[]>();
  #changed = new Set<string>();
  #list: readonly T[] = [];

  /** `compare` must be total on items of different owners. */
  constructor(ownerOf: (item: T) => string, compare: (a: T, b: T) => number) {
    this.#ownerOf = ownerOf;
    this.#compare = compare;
  }

  /** Gives an owner another list. A list that was given is not changed afterwards. */
  set(owner: string, items: readonly T[]): void {
    if ((this.#byOwner.get(owner) ?? NOTHING) === items) return;
    if (items.length === 0 && !this.#byOwner.has(owner)) return;
    this.#byOwner.set(owner, items);
    this.#changed.add(owner);
  }

  of(owner: string): readonly T[] {
    return this.#byOwner.get(owner) ?? NOTHING;
  }

  /** All items; the same object while nothing changes. */
  get list(): readonly T[] {
    if (this.#changed.size > 0) {
      const changed = this.#changed;
      this.#changed = new Set();
      const kept = this.#list.filter((item) => !changed.has(this.#ownerOf(item)));
      const fresh: T[] = [];
      for (const owner of changed) for (const item of this.of(owner)) fresh.push(item);
      this.#list = merged(kept, fresh.sort(this.#compare), this.#compare);
    }
    return this.#list;
  }
}

const NOTHING: readonly never[] = [];

function merged<T>(a: readonly T[], b: readonly T[], compare: (a: T, b: T) => number): T[] {
  if (a.length === 0) return [...b];
  const all: T[] = [];
  let next = 0;
  for (const item of a) {
    for (let other = b[next]; other !== undefined && compare(other, item) < 0; other = b[next]) {
      all.push(other);
      next += 1;
    }
    all.push(item);
  }
  for (; next < b.length; next += 1) {
    const item = b[next];
    if (item !== undefined) all.push(item);
  }
  return all;
}
