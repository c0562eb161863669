/** All that is derived of one life, kept until what it was derived from changes. */
import type { CpuShare } from './cpu-shares.ts';
import { type DebugPart, debugPartOf } from './debugger-processes.ts';
import { execHistory } from './exec-history.ts';
import type {
  ExecFact,
  Facts,
  FailedStartFact,
  OutputFact,
  StackFact,
  StateSample,
} from './facts.ts';
import { GrownList } from './grown-list.ts';
import { IntervalTrack } from './interval-track.ts';
import type { Life } from './lives.ts';
import {
  lifetimeOf,
  processView,
  type Surroundings,
  shimEndUs,
  threadsOf,
} from './process-view.ts';
import type { UsageSample } from './usage-history.ts';
import type {
  BlockView,
  FailedStartView,
  NoteView,
  OutputView,
  ProcessView,
  StackView,
  ThreadView,
  WaitView,
} from './views.ts';
import {
  BlockTrack,
  notesOf,
  type Resolver,
  reportedOutranksOthers,
  WaitTrack,
} from './wait-view.ts';

const NO_SAMPLES: readonly StateSample[] = [];

/** Which other lives new facts of a life concern. */
export interface Concern {
  /** Those whose OS parent it was at birth. */
  readonly children: boolean;
  /** All that descend from it. */
  readonly descendants: boolean;
}

export class LifePicture {
  readonly life: Life;
  readonly #waitTrack: WaitTrack;
  readonly #blockTrack: BlockTrack;
  readonly #intervals = new IntervalTrack();
  readonly #failedStarts = new GrownList<FailedStartFact, FailedStartView>();
  readonly #stacks = new GrownList<StackFact, StackView>();
  readonly #output = new GrownList<OutputFact, OutputView>();
  readonly #shares = new GrownList<CpuShare, CpuShare>();
  #usages: readonly UsageSample[] = [];
  #threads: readonly ThreadView[] = [];
  #facts: Facts;
  #execs: readonly ExecFact[] = [];
  #execCount = 0;
  #shimEndUs: number | null = null;
  #debugPart: DebugPart | undefined;
  #bornUs: number | undefined;
  #endUs: number | null = null;
  #waits: readonly WaitView[] = [];
  #blocks: readonly BlockView[] = [];
  #notes: readonly NoteView[] = [];
  #around: Surroundings | undefined;
  #view: ProcessView | undefined;

  constructor(life: Life) {
    this.life = life;
    this.#facts = life.named;
    this.#waitTrack = new WaitTrack(life.id);
    this.#blockTrack = new BlockTrack(life.id);
  }

  get id(): string {
    return this.life.id;
  }

  get facts(): Facts {
    return this.#facts;
  }

  /** The programs it has been. */
  get execs(): readonly ExecFact[] {
    return this.#execs;
  }

  /** Until when it was a version manager's shim; null if it was none. */
  get shimEndUs(): number | null {
    return this.#shimEndUs;
  }

  /** What it is to a debugger, if to any. */
  get debugPart(): DebugPart | undefined {
    return this.#debugPart;
  }

  /** When it began, as somebody stated it. */
  get bornUs(): number | undefined {
    return this.#bornUs;
  }

  get endUs(): number | null {
    return this.#endUs;
  }

  get waits(): readonly WaitView[] {
    return this.#waits;
  }

  get blocks(): readonly BlockView[] {
    return this.#blocks;
  }

  get notes(): readonly NoteView[] {
    return this.#notes;
  }

  get failedStarts(): readonly FailedStartView[] {
    return this.#failedStarts.views;
  }

  get stacks(): readonly StackView[] {
    return this.#stacks.views;
  }

  get output(): readonly OutputView[] {
    return this.#output.views;
  }

  /** Undefined until it was first drawn. */
  get view(): ProcessView | undefined {
    return this.#view;
  }

  /** Takes in what is known of the life now; says whom else that concerns. */
  takeFacts(facts: Facts): Concern {
    this.#facts = facts;
    const before = { bornUs: this.#bornUs, endUs: this.#endUs, execs: this.#execs };
    this.#bornUs = facts.birth?.value[0];
    this.#endUs = facts.end?.tUs ?? null;
    if (facts.execs.length !== this.#execCount) {
      this.#execCount = facts.execs.length;
      this.#execs = sameItemsOr(this.#execs, execHistory(facts));
      this.#shimEndUs = shimEndUs(this.#execs);
      this.#debugPart = debugPartOf(this.#execs.at(-1)?.argv ?? []);
    }
    return {
      children: before.endUs !== this.#endUs,
      descendants: before.bornUs !== this.#bornUs || before.execs !== this.#execs,
    };
  }

  /** Draws it anew if its facts are new or its surroundings changed. Returns whether anything did. */
  draw(around: Surroundings, resolver: Resolver, factsAreNew: boolean): boolean {
    if (!factsAreNew && this.#around !== undefined && isSame(this.#around, around)) return false;
    this.#around = around;
    const { life } = this;
    const facts = this.#facts;
    if (factsAreNew) this.#takeSpans(facts, resolver);
    const lifetime = lifetimeOf(facts, around);
    const intervals = this.#intervals.update({
      life: lifetime,
      samples: [life.named.states, life.attributed?.states ?? NO_SAMPLES],
      waits: this.#waits,
      blocks: this.#blocks.filter(isOfMainThread),
    });
    this.#threads = sameValuesOr(this.#threads, threadsOf(facts, lifetime.endUs));
    const course = {
      life: lifetime,
      intervals,
      execs: this.#execs,
      shares: this.#shares.views,
      usages: this.#usages,
      threads: this.#threads,
    };
    const view = processView(facts, around, course);
    if (this.#view !== undefined && isSameView(this.#view, view)) return false;
    this.#view = view;
    return true;
  }

  #takeSpans(facts: Facts, resolver: Resolver): void {
    const shimEndUs = this.#shimEndUs;
    const waits = reportedOutranksOthers(this.#waitTrack.update(facts, resolver));
    const own = shimEndUs === null ? waits : waits.filter(({ startUs }) => startUs >= shimEndUs);
    this.#waits = sameItemsOr(this.#waits, own);
    this.#blocks = sameItemsOr(this.#blocks, this.#blockTrack.update(facts));
    this.#notes = sameValuesOr(this.#notes, notesOf(this.id, facts, resolver));
    const { id } = this;
    this.#failedStarts.update(facts.failedStarts, (fact) => ({ parent: id, ...fact }), byTime);
    this.#stacks.update(facts.stacks, (fact) => ({ process: id, ...fact }), byTime);
    this.#output.update(facts.output, (fact) => ({ process: id, ...fact }), byTime);
    this.#shares.update(facts.shares, (share) => share);
    this.#usages = sameItemsOr(this.#usages, [...facts.usages]);
  }
}

/** A process is shown as blocked when its main thread is. */
function isOfMainThread({ thread }: BlockView): boolean {
  return thread === null;
}

function byTime(a: { tUs: number }, b: { tUs: number }): number {
  return a.tUs - b.tUs;
}

/** `known` itself if `list` holds the same items. */
function sameItemsOr<T>(known: readonly T[], list: readonly T[]): readonly T[] {
  return known.length === list.length && known.every((item, i) => item === list[i]) ? known : list;
}

function sameValuesOr<T extends object>(known: readonly T[], list: readonly T[]): readonly T[] {
  const areSame = (item: T, i: number) => {
    const other = list[i];
    return other !== undefined && isSame(item, other);
  };
  return known.length === list.length && known.every(areSame) ? known : list;
}

function isSame<T extends object>(a: T, b: T): boolean {
  return (Object.keys(a) as (keyof T)[]).every((key) => a[key] === b[key]);
}

function isSameView(a: ProcessView, b: ProcessView): boolean {
  return (Object.keys(a) as (keyof ProcessView)[]).every((key) =>
    key === 'evidence' ? isSame(a.evidence, b.evidence) : a[key] === b[key],
  );
}
