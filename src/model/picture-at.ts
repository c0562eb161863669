/**
 * A session as it was at an instant, cut out of what is known of it: the processes that had started,
 * what they did then, what they had written. What was found out only later (a name, a parent, an end's
 * cause) counts from the beginning, so this is the reduction of the events until then wherever sources
 * spoke without delay, and better informed where they did not.
 */
import { partitionPoint } from './partition-point.ts';
import { processAt } from './process-at.ts';
import { bySiblingOrder, depthFirst } from './tree-order.ts';
import type {
  BlockView,
  FailedStartView,
  NoteView,
  OutputView,
  ProcessView,
  SessionPicture,
  SessionView,
  StackView,
  WaitView,
} from './views.ts';

export class PictureAt implements SessionPicture {
  readonly revision: number;
  /** The instant, in session µs. */
  readonly tUs: number;
  readonly #whole: SessionPicture;
  /** Null: it had not started. */
  readonly #views = new Map<string, ProcessView | null>();
  readonly #children = new Map<string, readonly string[]>();
  #processes: readonly ProcessView[] | undefined;
  #roots: readonly string[] | undefined;
  #session: SessionView | undefined;
  #waits: readonly WaitView[] | undefined;
  #blocks: readonly BlockView[] | undefined;

  /** To be made anew when `whole` has taken in more events. */
  constructor(whole: SessionPicture, tUs: number) {
    this.#whole = whole;
    this.revision = whole.revision;
    this.tUs = tUs;
  }

  processes(): readonly ProcessView[] {
    this.#processes ??= this.#inTreeOrder();
    return this.#processes;
  }

  process(id: string): ProcessView | undefined {
    const known = this.#views.get(id);
    if (known !== undefined) return known ?? undefined;
    const whole = this.#whole.process(id);
    const view =
      whole === undefined || whole.startUs > this.tUs
        ? null
        : processAt(whole, this.tUs, this.#whole);
    this.#views.set(id, view);
    return view ?? undefined;
  }

  childrenOf(id: string | null): readonly string[] {
    if (id === null) {
      this.#roots ??= this.#rootsNow();
      return this.#roots;
    }
    const children = this.#whole.childrenOf(id);
    // Most processes of a large session have none.
    if (children.length === 0) return children;
    let started = this.#children.get(id);
    if (started === undefined) {
      const count = partitionPoint(children, (child) => this.#hasStarted(child));
      started = count === children.length ? children : children.slice(0, count);
      this.#children.set(id, started);
    }
    return started;
  }

  waits(): readonly WaitView[] {
    this.#waits ??= spansAt(this.#whole.waits(), this.tUs);
    return this.#waits;
  }

  blocks(): readonly BlockView[] {
    this.#blocks ??= spansAt(this.#whole.blocks(), this.tUs);
    return this.#blocks;
  }

  notes(): readonly NoteView[] {
    return this.#until(this.#whole.notes());
  }

  stacks(): readonly StackView[] {
    return this.#until(this.#whole.stacks());
  }

  failedStarts(): readonly FailedStartView[] {
    return this.#until(this.#whole.failedStarts());
  }

  output(): readonly OutputView[] {
    return this.#until(this.#whole.output());
  }

  waitsOf(id: string): readonly WaitView[] {
    return spansAt(this.#whole.waitsOf(id), this.tUs);
  }

  waitsFor(id: string): readonly WaitView[] {
    return spansAt(this.#whole.waitsFor(id), this.tUs);
  }

  blocksOf(id: string): readonly BlockView[] {
    return spansAt(this.#whole.blocksOf(id), this.tUs);
  }

  outputOf(id: string): readonly OutputView[] {
    return this.#until(this.#whole.outputOf(id));
  }

  session(): SessionView {
    this.#session ??= this.#sessionView();
    return this.#session;
  }

  #sessionView(): SessionView {
    const whole = this.#whole.session();
    const { tUs } = this;
    const ended = whole.ended && whole.durationUs <= tUs;
    const roots = this.childrenOf(null);
    const main = roots.map((id) => this.process(id)).find((each) => each?.role === 'main');
    const losses = this.#until(whole.losses);
    return {
      ...whole,
      durationUs: Math.min(whole.durationUs, tUs),
      roots,
      mainEndedUs: main?.codeEndedUs ?? null,
      exit: main?.exit ?? null,
      ended,
      complete: ended && whole.complete,
      losses,
      lostEvents: losses.reduce((sum, { count }) => sum + count, 0),
    };
  }

  #inTreeOrder(): ProcessView[] {
    const processes: ProcessView[] = [];
    for (const id of depthFirst((parent) => this.childrenOf(parent))) {
      const view = this.process(id);
      if (view !== undefined) processes.push(view);
    }
    return processes;
  }

  #hasStarted(id: string): boolean {
    return (this.#whole.process(id)?.startUs ?? Number.POSITIVE_INFINITY) <= this.tUs;
  }

  /** Those at the top, and those that started before their parents did by the clocks of the sources. */
  #rootsNow(): readonly string[] {
    const roots: ProcessView[] = [];
    for (const { id } of this.#whole.processes()) {
      const view = this.process(id);
      if (view?.parent === null) roots.push(view);
    }
    return roots.sort(bySiblingOrder).map(({ id }) => id);
  }

  #until<T extends { readonly tUs: number }>(items: readonly T[]): readonly T[] {
    const count = partitionPoint(items, (each) => each.tUs <= this.tUs);
    return count === items.length ? items : items.slice(0, count);
  }
}

/** The spans, by start, that had begun by `tUs`; those that had not ended are open. */
function spansAt<T extends WaitView | BlockView>(spans: readonly T[], tUs: number): readonly T[] {
  const begun = spans.slice(
    0,
    partitionPoint(spans, ({ startUs }) => startUs <= tUs),
  );
  begun.forEach((span, i) => {
    if (span.endUs !== null && span.endUs > tUs) begun[i] = { ...span, endUs: null, outcome: null };
  });
  return begun;
}
