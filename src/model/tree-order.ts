/** The processes as a tree: siblings by start, and all of them with each parent before its children. */
import type { Lineage } from './lineage.ts';
import type { ProcessView } from './views.ts';

export class TreeOrder {
  readonly #lineage: Lineage;
  readonly #views = new Map<string, ProcessView>();
  readonly #children = new Map<string | null, readonly string[]>();
  /** Parents whose children have to be put in order again. */
  #unordered = new Set<string | null>();
  #order: readonly string[] = [];
  #orderIsOld = false;
  #processes: readonly ProcessView[] | undefined = [];

  constructor(lineage: Lineage) {
    this.#lineage = lineage;
  }

  view(id: string): ProcessView | undefined {
    return this.#views.get(id);
  }

  set(view: ProcessView): void {
    const before = this.#views.get(view.id);
    this.#views.set(view.id, view);
    this.#processes = undefined;
    if (before?.startUs === view.startUs && before.parent === view.parent) return;
    if (before !== undefined) this.#unordered.add(before.parent);
    this.#unordered.add(view.parent);
    this.#orderIsOld = true;
  }

  /** Ids of the children by start; of null: those at the top. */
  childrenOf(id: string | null): readonly string[] {
    this.#settle();
    return this.#children.get(id) ?? NOBODY;
  }

  /** Each parent before its children, siblings by start; the same object while nothing changes. */
  get processes(): readonly ProcessView[] {
    if (this.#processes === undefined) {
      this.#settle();
      if (this.#orderIsOld) {
        this.#orderIsOld = false;
        this.#order = depthFirst((id) => this.#children.get(id) ?? NOBODY);
      }
      const processes: ProcessView[] = [];
      for (const id of this.#order) {
        const view = this.#views.get(id);
        if (view !== undefined) processes.push(view);
      }
      this.#processes = processes;
    }
    return this.#processes;
  }

  #settle(): void {
    if (this.#unordered.size === 0) return;
    for (const parent of this.#unordered) this.#children.set(parent, this.#inOrder(parent));
    this.#unordered = new Set();
  }

  #inOrder(parent: string | null): string[] {
    const views: ProcessView[] = [];
    for (const id of this.#lineage.childrenOf(parent)) {
      const view = this.#views.get(id);
      if (view !== undefined) views.push(view);
    }
    return views.sort(bySiblingOrder).map(({ id }) => id);
  }
}

/** All that descend from null, each parent before its children. */
export function depthFirst(childrenOf: (id: string | null) => readonly string[]): string[] {
  const ordered: string[] = [];
  const pending: string[] = [];
  const push = (id: string | null) => {
    const children = childrenOf(id);
    for (let i = children.length - 1; i >= 0; i -= 1) {
      const child = children[i];
      if (child !== undefined) pending.push(child);
    }
  };
  push(null);
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    ordered.push(id);
    push(id);
  }
  return ordered;
}

/** Siblings by start. */
export function bySiblingOrder(a: ProcessView, b: ProcessView): number {
  return a.startUs - b.startUs || a.pid - b.pid || (a.id < b.id ? -1 : 1);
}

const NOBODY: readonly string[] = [];
