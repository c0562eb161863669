/** Waits, blocking calls and notes of one process as the model answers them, made anew only where they changed. */
import type { BlockFact, Facts, WaitFact } from './facts.ts';
import { partitionPoint } from './partition-point.ts';
import type { ProcessRef } from './process-event.ts';
import type { BlockView, NoteView, WaitView } from './views.ts';

/** What references mean. */
export interface Resolver {
  /** Id of the process that a reference means at an instant, null if the session has none. */
  resolve(ref: ProcessRef, tUs: number): string | null;
  /** While this answer is the same, references to the PID mean what they meant. */
  shapeOf(ref: ProcessRef): number;
}

interface KnownSpan<Fact extends WaitFact | BlockFact, View> {
  readonly began: Fact['began'];
  readonly ended: Fact['ended'];
  readonly endUs: number | null;
  readonly shape: number;
  readonly view: View;
}

/** The waits of one waiter. */
export class WaitTrack {
  readonly #waiter: string;
  /** Most processes wait for nobody. */
  #known: Map<string, KnownSpan<WaitFact, WaitView>> | undefined;

  constructor(waiter: string) {
    this.#waiter = waiter;
  }

  /** By start. A wait that was open when its waiter ended, ended with it. */
  update(facts: Facts, resolver: Resolver): WaitView[] {
    if (facts.waits.size === 0) return [];
    const waits: WaitView[] = [];
    for (const fact of facts.waits.values()) {
      const view = this.#viewOf(fact, facts.end?.tUs ?? null, resolver);
      if (view !== undefined) waits.push(view);
    }
    return waits.sort(byStart);
  }

  #viewOf(fact: WaitFact, lifeEndUs: number | null, resolver: Resolver): WaitView | undefined {
    const { wait, began, ended } = fact;
    if (began === undefined) return undefined;
    const [target, askedUs] =
      began.target === null && ended?.target
        ? [ended.target, ended.tUs]
        : [began.target, began.tUs];
    const endUs = spanEnd(fact, lifeEndUs);
    const shape = target === null ? 0 : resolver.shapeOf(target);
    const known = this.#known?.get(wait);
    if (
      known !== undefined &&
      known.began === began &&
      known.ended === ended &&
      known.endUs === endUs &&
      known.shape === shape
    ) {
      return known.view;
    }
    const view: WaitView = {
      id: `${this.#waiter}/${wait}`,
      waiter: this.#waiter,
      target: target === null ? null : resolver.resolve(target, askedUs),
      cause: began.cause,
      startUs: began.tUs,
      endUs,
      timeoutUs: began.timeoutUs,
      outcome: ended?.outcome ?? (endUs === null ? null : 'interrupted'),
      site: began.site,
      evidence: began.evidence,
    };
    const same = known !== undefined && known.view.target === view.target && known.ended === ended;
    const kept = same && known.began === began && known.endUs === endUs ? known.view : view;
    this.#known ??= new Map();
    this.#known.set(wait, { began, ended, endUs, shape, view: kept });
    return kept;
  }
}

/** The blocking calls of one process. */
export class BlockTrack {
  readonly #process: string;
  #known: Map<string, Omit<KnownSpan<BlockFact, BlockView>, 'shape'>> | undefined;

  constructor(process: string) {
    this.#process = process;
  }

  /** By start. A call that was open when the process ended, ended with it. */
  update(facts: Facts): BlockView[] {
    if (facts.blocks.size === 0) return [];
    const blocks: BlockView[] = [];
    for (const fact of facts.blocks.values()) {
      const view = this.#viewOf(fact, facts.end?.tUs ?? null);
      if (view !== undefined) blocks.push(view);
    }
    return blocks.sort(byStart);
  }

  #viewOf(fact: BlockFact, lifeEndUs: number | null): BlockView | undefined {
    const { block, began, ended } = fact;
    if (began === undefined) return undefined;
    const endUs = spanEnd(fact, lifeEndUs);
    const known = this.#known?.get(block);
    if (known?.began === began && known.ended === ended && known.endUs === endUs) return known.view;
    const view: BlockView = {
      id: `${this.#process}/${block}`,
      process: this.#process,
      reason: began.reason,
      object: began.object,
      thread: began.thread,
      startUs: began.tUs,
      endUs,
      timeoutUs: began.timeoutUs,
      outcome: ended?.outcome ?? (endUs === null ? null : 'interrupted'),
      site: began.site,
    };
    this.#known ??= new Map();
    this.#known.set(block, { began, ended, endUs, view });
    return view;
  }
}

function spanEnd({ began, ended }: WaitFact | BlockFact, lifeEndUs: number | null): number | null {
  const endUs = ended?.tUs ?? lifeEndUs;
  return endUs === null ? null : Math.max(endUs, began?.tUs ?? endUs);
}

function byStart(a: WaitView | BlockView, b: WaitView | BlockView): number {
  return a.startUs - b.startUs || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

/** What was noted of one process, by time. */
export function notesOf(process: string, facts: Facts, resolver: Resolver): NoteView[] {
  return facts.notes
    .map((fact) => ({
      ...fact,
      process,
      about: fact.about === null ? null : resolver.resolve(fact.about, fact.tUs),
    }))
    .sort((a, b) => a.tUs - b.tUs || (a.note < b.note ? -1 : a.note > b.note ? 1 : 0));
}

/**
 * A wait that overlaps a reported one of the same waiter is that one, seen from outside: the kernel's
 * `wait4` below a `join()`. `waits` are by start.
 */
export function reportedOutranksOthers(waits: readonly WaitView[]): readonly WaitView[] {
  const reported = waits.filter((wait) => wait.evidence === 'reported');
  if (reported.length === 0 || reported.length === waits.length) return waits;
  const lastEnds: number[] = [];
  let lastEnd = Number.NEGATIVE_INFINITY;
  for (const wait of reported) {
    lastEnd = Math.max(lastEnd, endOf(wait));
    lastEnds.push(lastEnd);
  }
  const overlapsReported = (wait: WaitView): boolean => {
    const untilUs = endOf(wait);
    const before = partitionPoint(reported, ({ startUs }) => startUs < untilUs);
    return before > 0 && (lastEnds[before - 1] ?? lastEnd) > wait.startUs;
  };
  return waits.filter((wait) => wait.evidence === 'reported' || !overlapsReported(wait));
}

function endOf(wait: WaitView): number {
  return wait.endUs ?? Number.POSITIVE_INFINITY;
}
