/** The states of one process over time, derived anew only from where new facts change them. */
import type { StateSample } from './facts.ts';
import {
  type BlockedSpan,
  bySampleOrder,
  isOfTheLiving,
  type Lifetime,
  type StateInterval,
  statesFrom,
  zombieInterval,
} from './intervals.ts';
import { partitionPoint } from './partition-point.ts';
import type { BlockView, WaitView } from './views.ts';

export interface TrackedLife {
  readonly life: Lifetime;
  /** Samples in the order of arrival. A list only grows; one that did not is another object. */
  readonly samples: readonly (readonly StateSample[])[];
  /** Its waits, and the calls that block its main thread, each by start. */
  readonly waits: readonly WaitView[];
  readonly blocks: readonly BlockView[];
}

const NEVER = Number.POSITIVE_INFINITY;
const ALWAYS = Number.NEGATIVE_INFINITY;

/** Gives what `stateIntervals` gives of the same facts; while nothing changes, the same object. */
export class IntervalTrack {
  #known: TrackedLife | undefined;
  #taken: number[] = [];
  #alive: StateSample[] = [];
  #zombieSeen = false;
  /** Without the zombie's. */
  #intervals: readonly StateInterval[] = [];
  #answer: readonly StateInterval[] = [];

  update(next: TrackedLife): readonly StateInterval[] {
    const { life, samples } = next;
    const known = this.#known;
    this.#known = next;
    const zombieSeen = this.#zombieSeen;
    const changedUs = Math.min(
      this.#takeSamples(known?.samples, samples),
      firstDifference(known?.waits, next.waits),
      firstDifference(known?.blocks, next.blocks),
      lifetimeDifference(known?.life, life),
    );
    if (changedUs !== NEVER) this.#intervals = this.#derive(changedUs, next);
    else if (known?.life.reapedUs === life.reapedUs && zombieSeen === this.#zombieSeen) {
      return this.#answer;
    }
    const zombie = this.#zombieSeen ? zombieInterval(life, samples.flat()) : undefined;
    const answer = zombie === undefined ? this.#intervals : [...this.#intervals, zombie];
    if (!isSameList(this.#answer, answer)) this.#answer = answer;
    return this.#answer;
  }

  /** What lies before `changedUs` stays. */
  #derive(changedUs: number, next: TrackedLife): readonly StateInterval[] {
    const { life } = next;
    if (changedUs <= life.startUs) {
      return statesFrom(life.startUs, life, this.#alive, spansFrom(life.startUs, next));
    }
    const kept = this.#intervals.slice(
      0,
      partitionPoint(this.#intervals, ({ startUs }) => startUs < changedUs),
    );
    const last = kept.at(-1);
    const fromUs = Math.min(changedUs, last?.endUs ?? NEVER);
    const fresh = statesFrom(fromUs, life, this.#alive, spansFrom(fromUs, next));
    if (last === undefined) return fresh;
    kept.pop();
    const first = fresh[0];
    if (first !== undefined && saysTheSame(first, last)) {
      fresh[0] = { ...first, startUs: last.startUs };
    } else kept.push(last.endUs === fromUs ? last : { ...last, endUs: fromUs });
    for (const interval of fresh) kept.push(interval);
    return kept;
  }

  /** Returns the earliest instant of which a new sample speaks. */
  #takeSamples(before: TrackedLife['samples'] | undefined, lists: TrackedLife['samples']): number {
    const grown = before !== undefined && lists.every((list, i) => before[i] === list);
    const earliestUs = grown ? this.#takeNew(lists) : ALWAYS;
    if (earliestUs === ALWAYS) this.#takeAll(lists);
    this.#taken = lists.map(({ length }) => length);
    return earliestUs;
  }

  #takeAll(lists: TrackedLife['samples']): void {
    const alive: StateSample[] = [];
    let total = 0;
    for (const list of lists) {
      total += list.length;
      for (const sample of list) if (isOfTheLiving(sample)) alive.push(sample);
    }
    this.#zombieSeen = alive.length < total;
    this.#alive = alive.sort(bySampleOrder);
  }

  /** `ALWAYS` if the new ones cannot be put among the old ones. */
  #takeNew(lists: TrackedLife['samples']): number {
    let earliestUs = NEVER;
    for (const [i, list] of lists.entries()) {
      for (let at = this.#taken[i] ?? 0; at < list.length; at += 1) {
        const sample = list[at];
        if (sample === undefined) continue;
        if (isOfTheLiving(sample)) {
          // Of samples that are equal in order those of the first list come first.
          if (!this.#insert(sample, i === lists.length - 1)) return ALWAYS;
          earliestUs = Math.min(earliestUs, sample.tUs);
        } else this.#zombieSeen = true;
      }
    }
    return earliestUs;
  }

  /** Puts a sample behind those that come before it; not behind equal ones unless `lastOfEqual`. */
  #insert(sample: StateSample, lastOfEqual: boolean): boolean {
    const alive = this.#alive;
    const last = alive.at(-1);
    if (last === undefined || bySampleOrder(last, sample) < 0) {
      alive.push(sample);
      return true;
    }
    const index = partitionPoint(alive, (other) => bySampleOrder(other, sample) <= 0);
    const before = alive[index - 1];
    if (!lastOfEqual && before !== undefined && bySampleOrder(before, sample) === 0) return false;
    alive.splice(index, 0, sample);
    return true;
  }
}

/** When it is known to be blocked after `fromUs`. */
function spansFrom(fromUs: number, { waits, blocks }: TrackedLife): BlockedSpan[] {
  const spans: BlockedSpan[] = [];
  for (const { startUs, endUs, cause, evidence } of waits) {
    if (endUs !== null && endUs <= fromUs) continue;
    spans.push({ startUs, endUs, reason: cause, evidence, whenIdle: cause === 'exit-event' });
  }
  for (const { startUs, endUs, reason } of blocks) {
    if (endUs === null || endUs > fromUs) {
      spans.push({ startUs, endUs, reason, evidence: 'reported' });
    }
  }
  return spans;
}

function saysTheSame(a: StateInterval, b: StateInterval): boolean {
  return a.state === b.state && a.reason === b.reason && a.evidence === b.evidence;
}

/** Looks from the end, where most lists differ. */
function isSameList(a: readonly StateInterval[], b: readonly StateInterval[]): boolean {
  if (a.length !== b.length) return false;
  return a.every((_, i) => isSameInterval(a.at(-1 - i), b.at(-1 - i)));
}

function isSameInterval(a: StateInterval | undefined, b: StateInterval | undefined): boolean {
  if (a === b) return true;
  return (
    a !== undefined &&
    b !== undefined &&
    a.startUs === b.startUs &&
    a.endUs === b.endUs &&
    saysTheSame(a, b)
  );
}

/** From when on two lifetimes differ; when the process was reaped counts separately. */
function lifetimeDifference(before: Lifetime | undefined, after: Lifetime): number {
  if (before === undefined || before.startUs !== after.startUs) return ALWAYS;
  return before.endUs === after.endUs
    ? NEVER
    : Math.min(before.endUs ?? NEVER, after.endUs ?? NEVER);
}

/** From when on two lists by start differ; what did not change is the same object. */
function firstDifference<T extends { readonly startUs: number }>(
  before: readonly T[] | undefined,
  after: readonly T[],
): number {
  if (before === after) return NEVER;
  if (before === undefined) return ALWAYS;
  const most = Math.max(before.length, after.length);
  for (let i = 0; i < most; i += 1) {
    const [a, b] = [before[i], after[i]];
    if (a !== b) return Math.min(a?.startUs ?? NEVER, b?.startUs ?? NEVER);
  }
  return NEVER;
}
