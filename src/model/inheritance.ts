/** What a process has from its ancestors, found once for each of them: a tree may be deep. */
import { imageAt } from './exec-history.ts';
import type { Facts } from './facts.ts';

type Parents = ReadonlyMap<string, string>;

/** Answers that go down from parent to child. `parents` has no cycles. */
export class Inheritance {
  readonly #parents: Parents;
  readonly #factsById: ReadonlyMap<string, Facts>;
  readonly #shimEnds: ReadonlyMap<string, number | null>;
  readonly #argvs = new Map<string, readonly string[]>();
  readonly #shimmed = new Map<string, number>();

  constructor(
    parents: Parents,
    factsById: ReadonlyMap<string, Facts>,
    shimEnds: ReadonlyMap<string, number | null>,
  ) {
    this.#parents = parents;
    this.#factsById = factsById;
    this.#shimEnds = shimEnds;
  }

  /**
   * The command line that a fork without exec goes on with: that of the nearest ancestor that had one of
   * its own, as it was when it forked.
   */
  argvOf(id: string): readonly string[] {
    return this.#downTo(id, this.#argvs, [], (child, parent, above) => {
      const bornUs = this.#factsById.get(child)?.birth?.value[0] ?? Number.POSITIVE_INFINITY;
      const facts = this.#factsById.get(parent);
      return (facts === undefined ? undefined : imageAt(facts, bornUs)) ?? above;
    });
  }

  /** Until when any ancestor was a version manager's shim. */
  shimmedUntilUs(id: string): number {
    return this.#downTo(id, this.#shimmed, Number.NEGATIVE_INFINITY, (_, parent, above) =>
      Math.max(this.#shimEnds.get(parent) ?? Number.NEGATIVE_INFINITY, above),
    );
  }

  /** `from` makes a child's answer of its parent and of its parent's answer. */
  #downTo<T>(
    id: string,
    known: Map<string, T>,
    top: T,
    from: (child: string, parent: string, above: T) => T,
  ): T {
    const line: string[] = [];
    let at = id;
    while (!known.has(at)) {
      line.push(at);
      const parent = this.#parents.get(at);
      if (parent === undefined) break;
      at = parent;
    }
    let answer = known.get(at) ?? top;
    for (let each = line.pop(); each !== undefined; each = line.pop()) {
      const parent = this.#parents.get(each);
      answer = parent === undefined ? top : from(each, parent, answer);
      known.set(each, answer);
    }
    return answer;
  }
}

/** Makes a forest of parents: where they form a circle, which only a forged trace has, it is cut open. */
export function cutCycles(parents: Map<string, string>): void {
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
