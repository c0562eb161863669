/** What a process has from its ancestors, found once for each of them: a tree may be deep. */
import type { DebugPart } from './debugger-processes.ts';
import { imageAt } from './exec-history.ts';
import type { ExecFact } from './facts.ts';

/** What is asked of an ancestor. */
export interface Ancestor {
  readonly execs: readonly ExecFact[];
  /** Undefined where nobody stated it. */
  readonly bornUs: number | undefined;
  /** Until when it was a version manager's shim; null where it was none. */
  readonly shimEndUs: number | null;
  /** What it is to a debugger, if to any. */
  readonly debugPart: DebugPart | undefined;
}

export interface Ancestry {
  /** Null at the top. There are no cycles. */
  parentOf(id: string): string | null;
  get(id: string): Ancestor | undefined;
}

/** What the parent is to a debugger, then the nearest of all above it that is anything to one. */
type DebugParts = readonly (DebugPart | undefined)[];

const NO_PARTS: DebugParts = [];
const NO_ARGV: readonly string[] = [];

/** Answers that go down from parent to child; they hold as long as nothing of the ancestry changes. */
export class Inheritance {
  readonly #ancestry: Ancestry;
  readonly #argvs = new Map<string, readonly string[]>();
  readonly #shimmed = new Map<string, number>();
  readonly #debuggers = new Map<string, DebugParts>();

  constructor(ancestry: Ancestry) {
    this.#ancestry = ancestry;
  }

  /**
   * The command line that a fork without exec goes on with: that of the nearest ancestor that had one of
   * its own, as it was when it forked.
   */
  argvOf(id: string): readonly string[] {
    return this.#downTo(id, this.#argvs, NO_ARGV, (child, parent, above) => {
      const bornUs = this.#ancestry.get(child)?.bornUs ?? Number.POSITIVE_INFINITY;
      const ancestor = this.#ancestry.get(parent);
      return (ancestor && imageAt(ancestor.execs, bornUs)) ?? above;
    });
  }

  /** Until when any ancestor was a version manager's shim. */
  shimmedUntilUs(id: string): number {
    return this.#downTo(id, this.#shimmed, Number.NEGATIVE_INFINITY, (_, parent, above) =>
      Math.max(this.#ancestry.get(parent)?.shimEndUs ?? Number.NEGATIVE_INFINITY, above),
    );
  }

  /** What those above are to a debugger, the parent first, as far as the nearest one that counts. */
  debuggersOf(id: string): DebugParts {
    return this.#downTo(id, this.#debuggers, NO_PARTS, (_, parent, above) => {
      const part = this.#ancestry.get(parent)?.debugPart;
      if (part !== undefined) return [part];
      return above.length === 0 ? above : [undefined, above.at(-1)];
    });
  }

  /** `from` makes a child's answer of its parent and of its parent's answer. */
  #downTo<T>(
    id: string,
    known: Map<string, T>,
    top: T,
    from: (child: string, parent: string, above: T) => T,
  ): T {
    const line: string[] = [];
    let at: string | null = id;
    while (at !== null && !known.has(at)) {
      line.push(at);
      at = this.#ancestry.parentOf(at);
    }
    let answer = (at === null ? undefined : known.get(at)) ?? top;
    for (let each = line.pop(); each !== undefined; each = line.pop()) {
      const parent = this.#ancestry.parentOf(each);
      answer = parent === null ? top : from(each, parent, answer);
      known.set(each, answer);
    }
    return answer;
  }
}
