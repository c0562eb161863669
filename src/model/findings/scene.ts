/** A session at one instant, indexed as the rules ask for it. */
import { groupBy } from '../group-by.ts';
import type { StateInterval } from '../intervals.ts';
import type { Evidence, NoteKind, SourceSite } from '../process-event.ts';
import { safeText } from '../safe-text.ts';
import type { SessionModel } from '../session-model.ts';
import type { Translate } from '../status.ts';
import type { BlockView, NoteView, ProcessView, WaitView } from '../views.ts';
import type { Limits } from './limits.ts';

/** An interval of time, in session µs. */
export interface Span {
  readonly fromUs: number;
  readonly toUs: number;
}

export class Scene {
  readonly model: SessionModel;
  /** The session's clock; its last instant where it is over. */
  readonly nowUs: number;
  readonly limits: Limits;
  readonly t: Translate;
  /** All processes but the runtime's helpers. */
  readonly processes: readonly ProcessView[];
  readonly #byWaiter: ReadonlyMap<string, readonly WaitView[]>;
  readonly #blocks: ReadonlyMap<string, readonly BlockView[]>;
  readonly #notes: ReadonlyMap<string, readonly NoteView[]>;
  readonly #memory = new Map<unknown, unknown>();

  constructor(model: SessionModel, nowUs: number, limits: Limits, t: Translate) {
    this.model = model;
    this.nowUs = nowUs;
    this.limits = limits;
    this.t = t;
    this.processes = model.processes().filter(({ role }) => role !== 'helper');
    this.#byWaiter = groupBy(model.waits(), ({ waiter }) => waiter);
    this.#blocks = groupBy(model.blocks(), ({ process }) => process);
    this.#notes = groupBy(model.notes(), ({ process }) => process);
  }

  process(id: string | null): ProcessView | undefined {
    return id === null ? undefined : this.model.process(id);
  }

  childrenOf(id: string): ProcessView[] {
    return this.model.childrenOf(id).flatMap((child) => this.process(child) ?? []);
  }

  waitsOf(waiter: string): readonly WaitView[] {
    return this.#byWaiter.get(waiter) ?? [];
  }

  blocksOf(process: string): readonly BlockView[] {
    return this.#blocks.get(process) ?? [];
  }

  notesOf(process: string, kind: NoteKind): NoteView[] {
    return (this.#notes.get(process) ?? []).filter(({ note }) => note === kind);
  }

  notes(kind: NoteKind): NoteView[] {
    return this.model.notes().filter(({ note }) => note === kind);
  }

  /** `worker-1 (4711)`. */
  nameOf(id: string): string {
    const process = this.model.process(id);
    if (process === undefined) return safeText(id, 60);
    return `${safeText(process.name, 60)} (${process.pid})`;
  }

  /** What several rules need, worked out once. */
  once<T>(work: (scene: Scene) => T): T {
    if (!this.#memory.has(work)) this.#memory.set(work, work(this));
    // The key is the function itself: what it answered is of its own type.
    return this.#memory.get(work) as T;
  }
}

/** What a process does now or did last before it ended; undefined where nothing is known. */
export function lastInterval(process: ProcessView): StateInterval | undefined {
  return process.intervals.findLast(({ state }) => state !== 'zombie');
}

/** Ended with a code other than 0, or by a signal that nobody in the session sent. */
export function hasFailed({ exit, endCause }: ProcessView): boolean {
  if (exit === null || endCause === 'unknown') return false;
  if ('signal' in exit) return endCause === 'signal';
  return exit.code !== 0 && (endCause === 'exited' || endCause === 'exception');
}

/**
 * The share of a span, 0 to 1, that a process ran, by what the OS counted in it; null where it has
 * counted less than half of the span.
 */
export function runningShare({ shares }: ProcessView, { fromUs, toUs }: Span): number | null {
  let [counted, ran] = [0, 0];
  for (const { sinceUs, untilUs, runningUs } of shares) {
    const overlapUs = Math.min(untilUs, toUs) - Math.max(sinceUs, fromUs);
    if (overlapUs <= 0) continue;
    counted += overlapUs;
    ran += (runningUs * overlapUs) / (untilUs - sinceUs);
  }
  return counted * 2 < toUs - fromUs || counted === 0 ? null : ran / counted;
}

export function siteKey(site: SourceSite | null): string {
  return site === null ? '' : `${site.file}:${site.line}`;
}

const WEAKEST_LAST: readonly Evidence[] = ['kernel', 'reported', 'sampled', 'inferred'];

/** A conclusion is as good as its weakest fact. */
export function weakest(...all: readonly Evidence[]): Evidence {
  return WEAKEST_LAST[largest(all.map((each) => WEAKEST_LAST.indexOf(each)))] ?? 'inferred';
}

export const SECOND_US = 1_000_000;

/** The largest of many numbers: of more than some 100,000, `Math.max(...)` overflows the stack. */
export function largest(numbers: readonly number[]): number {
  return numbers.reduce((most, each) => Math.max(most, each), Number.NEGATIVE_INFINITY);
}

export function smallest(numbers: readonly number[]): number {
  return numbers.reduce((least, each) => Math.min(least, each), Number.POSITIVE_INFINITY);
}
