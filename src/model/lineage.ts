/** Who is whose parent, kept up to date link by link. Cycles, which only a forged trace has, are cut. */
export class Lineage {
  /** As the facts have them. */
  readonly #links = new Map<string, string>();
  /** Ids in the order in which they became known: it decides where a cycle is cut. */
  readonly #known = new Set<string>();
  readonly #children = new Map<string | null, Set<string>>();
  #parents = new Map<string, string>();
  #changed = new Set<string>();
  #cyclic = false;

  /** Makes `id` known; the order of these calls counts. */
  add(id: string): void {
    if (this.#known.has(id)) return;
    this.#known.add(id);
    this.#childrenOf(null).add(id);
  }

  /** What the facts say of the parent of `id` now. */
  link(id: string, parent: string | undefined): void {
    if (this.#links.get(id) === parent) return;
    if (parent === undefined) this.#links.delete(id);
    else this.#links.set(id, parent);
    this.#changed.add(id);
  }

  /** Takes the new links into account; returns the ids whose parent is another one now. */
  settle(): string[] {
    if (this.#changed.size === 0) return [];
    const changed = this.#changed;
    this.#changed = new Set();
    this.#cyclic ||= this.#leadIntoCycle(changed);
    return this.#cyclic
      ? this.#cutAll()
      : [...changed].filter((id) => this.#adopt(id, this.#links.get(id)));
  }

  /** Null for one that stands at the top of the tree. */
  parentOf(id: string): string | null {
    return this.#parents.get(id) ?? null;
  }

  childrenOf(id: string | null): ReadonlySet<string> {
    return this.#childrenOf(id);
  }

  /** `ids` and all that descend from them. */
  withDescendants(ids: Iterable<string>): Set<string> {
    const found = new Set(ids);
    // A set that grows while it is walked is walked to its end.
    for (const id of found) for (const child of this.#children.get(id) ?? []) found.add(child);
    return found;
  }

  #childrenOf(id: string | null): Set<string> {
    let children = this.#children.get(id);
    if (children === undefined) {
      children = new Set();
      this.#children.set(id, children);
    }
    return children;
  }

  #adopt(id: string, parent: string | undefined): boolean {
    const before = this.#parents.get(id);
    if (before === parent) return false;
    this.#children.get(before ?? null)?.delete(id);
    this.#childrenOf(parent ?? null).add(id);
    if (parent === undefined) this.#parents.delete(id);
    else this.#parents.set(id, parent);
    return true;
  }

  /** Whether any way up from `ids` comes back to where it was. */
  #leadIntoCycle(ids: Iterable<string>): boolean {
    const done = new Set<string>();
    for (const id of ids) {
      const line = new Set<string>();
      for (let at: string | undefined = id; at !== undefined && !done.has(at); ) {
        if (line.has(at)) return true;
        line.add(at);
        at = this.#links.get(at);
      }
      for (const each of line) done.add(each);
    }
    return false;
  }

  #cutAll(): string[] {
    const parents = new Map<string, string>();
    for (const id of this.#known) {
      const parent = this.#links.get(id);
      if (parent !== undefined) parents.set(id, parent);
    }
    cutCycles(parents);
    this.#cyclic = parents.size !== this.#links.size;
    return [...this.#known].filter((id) => this.#adopt(id, parents.get(id)));
  }
}

/** Makes a forest of parents: where they form a circle, it is cut open. */
function cutCycles(parents: Map<string, string>): void {
  const done = new Set<string>();
  for (const id of [...parents.keys()]) {
    const line = new Set<string>();
    for (let at: string | undefined = id; at !== undefined && !done.has(at); at = parents.get(at)) {
      line.add(at);
      const parent = parents.get(at);
      if (parent !== undefined && line.has(parent)) parents.delete(at);
    }
    for (const each of line) done.add(each);
  }
}
