/**
 * What is known of one life of a PID: the best claim for each single-valued fact, and every item of
 * the many-valued ones. Adding an event only ever joins facts, so the order of events does not matter.
 */
import type { Static } from 'typebox';
import { assertUnreachable } from './assert-unreachable.ts';
import { bestBirth } from './birth.ts';
import {
  better,
  type Claim,
  type ClaimOrder,
  earliestBound,
  kernelFirst,
  latest,
  runtimeFirst,
} from './claim.ts';
import type { CpuShare } from './cpu-shares.ts';
import type {
  Birth,
  BlockedReason,
  Evidence,
  ExitStatus,
  NoteKind,
  ProcessEvent,
  ProcessKind,
  ProcessRef,
  ProcessRole,
  ProcessState,
  SignalCause,
  SourceName,
  SourceSite,
  StackSeen,
  WaitCause,
  WaitOutcome,
} from './process-event.ts';
import { type UsageView, usageOf } from './usage.ts';
import { addSample, type UsageSample } from './usage-history.ts';

export interface ExecFact {
  readonly tUs: number;
  readonly argv: readonly string[];
  readonly evidence: Evidence;
}

export interface StateSample {
  readonly tUs: number;
  readonly state: ProcessState;
  readonly reason: BlockedReason | null;
  readonly evidence: Evidence;
  readonly source: SourceName;
}

export interface SignalFact {
  readonly tUs: number;
  readonly by: ProcessRef | null;
  readonly signal: string;
  readonly cause: SignalCause;
  readonly site: SourceSite | null;
}

export interface WaitFact {
  readonly wait: string;
  began?: {
    readonly tUs: number;
    readonly cause: WaitCause;
    readonly target: ProcessRef | null;
    readonly timeoutUs: number | null;
    readonly site: SourceSite | null;
    readonly evidence: Evidence;
  };
  ended?: {
    readonly tUs: number;
    readonly outcome: WaitOutcome;
    readonly target: ProcessRef | null;
  };
}

export interface BlockFact {
  readonly block: string;
  began?: {
    readonly tUs: number;
    readonly reason: BlockedReason;
    readonly object: string | null;
    readonly timeoutUs: number | null;
    readonly site: SourceSite | null;
    readonly thread: string | null;
    readonly evidence: Evidence;
  };
  ended?: { readonly tUs: number; readonly outcome: WaitOutcome };
}

export interface NoteFact {
  readonly tUs: number;
  readonly note: NoteKind;
  readonly about: ProcessRef | null;
  readonly text: string | null;
  readonly count: number | null;
  readonly site: SourceSite | null;
}

export type StackThread = Static<typeof StackSeen>['threads'][number];

export interface StackFact {
  readonly tUs: number;
  readonly failure: string | null;
  readonly threads: readonly StackThread[];
}

export interface ThreadFact {
  readonly thread: number;
  began?: { readonly tUs: number; readonly name: string; readonly file: string };
  ended?: { readonly tUs: number; readonly code: number | null };
}

export interface FailedStartFact {
  readonly tUs: number;
  readonly message: string;
  readonly site: SourceSite | null;
}

export interface OutputFact {
  readonly tUs: number;
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
  readonly skippedBytes: number;
}

/** The single-valued facts, by name. */
interface Claimed {
  birth: Birth;
  ppid: number;
  parent: ProcessRef;
  cwd: string;
  name: string;
  kind: ProcessKind;
  role: ProcessRole;
  target: string;
  className: string;
  daemon: boolean;
  detached: boolean;
  method: string;
  startSite: SourceSite;
  api: string;
  args: string;
  codeEnded: string | null;
  end: null;
  reaped: null;
  exit: ExitStatus;
  adopter: number;
  usage: UsageView;
}

type Claims = { [K in keyof Claimed]: Claim<Claimed[K]> | undefined };

export interface Facts extends Claims {
  execs: ExecFact[];
  states: StateSample[];
  usages: UsageSample[];
  shares: CpuShare[];
  signals: SignalFact[];
  failedStarts: FailedStartFact[];
  output: OutputFact[];
  notes: NoteFact[];
  stacks: StackFact[];
  waits: Map<string, WaitFact>;
  blocks: Map<string, BlockFact>;
  threads: Map<number, ThreadFact>;
}

/** Which of two claims about a fact stands. */
const ORDERS: { readonly [K in keyof Claimed]: ClaimOrder<Claimed[K]> } = {
  birth: bestBirth,
  ppid: kernelFirst,
  parent: runtimeFirst,
  cwd: runtimeFirst,
  name: runtimeFirst,
  kind: runtimeFirst,
  role: runtimeFirst,
  target: runtimeFirst,
  className: runtimeFirst,
  daemon: runtimeFirst,
  detached: runtimeFirst,
  method: runtimeFirst,
  startSite: runtimeFirst,
  api: runtimeFirst,
  args: runtimeFirst,
  codeEnded: earliestBound,
  end: earliestBound,
  reaped: earliestBound,
  exit: kernelFirst,
  adopter: latest,
  usage: latest,
};
const CLAIMED = Object.keys(ORDERS) as (keyof Claimed)[];

/**
 * Most of a life's lists stay empty, and there may be a million lives: one list and one map stand for all
 * that are. Nothing is ever added to them.
 */
const NONE: never[] = [];
Object.freeze(NONE);
const NO_SPANS = new Map<never, never>();

function appended<T>(list: T[], item: T): T[] {
  if (list === NONE) return [item];
  list.push(item);
  return list;
}

export function emptyFacts(): Facts {
  return {
    birth: undefined,
    ppid: undefined,
    parent: undefined,
    cwd: undefined,
    name: undefined,
    kind: undefined,
    role: undefined,
    target: undefined,
    className: undefined,
    daemon: undefined,
    detached: undefined,
    method: undefined,
    startSite: undefined,
    api: undefined,
    args: undefined,
    codeEnded: undefined,
    end: undefined,
    reaped: undefined,
    exit: undefined,
    adopter: undefined,
    usage: undefined,
    execs: NONE,
    states: NONE,
    usages: NONE,
    shares: NONE,
    signals: NONE,
    failedStarts: NONE,
    output: NONE,
    notes: NONE,
    stacks: NONE,
    waits: NO_SPANS,
    blocks: NO_SPANS,
    threads: NO_SPANS,
  };
}

/**
 * What two sets of facts of one life say together; of each list, first the items of `first`. Lists
 * that only one of them has are shared, not copied.
 */
export function joinedFacts(first: Facts, second: Facts): Facts {
  const joined: Facts = {
    ...first,
    execs: joinedLists(first.execs, second.execs),
    states: joinedLists(first.states, second.states),
    usages: joinedSamples(first.usages, second.usages),
    shares: joinedLists(first.shares, second.shares),
    signals: joinedLists(first.signals, second.signals),
    failedStarts: joinedLists(first.failedStarts, second.failedStarts),
    output: joinedLists(first.output, second.output),
    notes: joinedLists(first.notes, second.notes),
    stacks: joinedLists(first.stacks, second.stacks),
    waits: joinedSpans(first.waits, second.waits),
    blocks: joinedSpans(first.blocks, second.blocks),
    threads: joinedSpans(first.threads, second.threads),
  };
  for (const key of CLAIMED) join(joined, key, second[key]);
  return joined;
}

function joinedLists<T>(first: T[], second: T[]): T[] {
  if (second.length === 0) return first;
  return first.length === 0 ? second : [...first, ...second];
}

function joinedSamples(first: UsageSample[], second: UsageSample[]): UsageSample[] {
  if (second.length === 0) return first;
  const joined = [...first];
  for (const sample of second) addSample(joined, sample);
  return joined;
}

function joinedSpans<K, T extends { began?: object; ended?: object }>(
  first: Map<K, T>,
  second: Map<K, T>,
): Map<K, T> {
  if (second.size === 0) return first;
  if (first.size === 0) return second;
  const joined = new Map(first);
  for (const [key, span] of second) {
    const known = first.get(key);
    joined.set(key, known === undefined ? span : { ...span, ...known });
  }
  return joined;
}

function join<K extends keyof Claimed>(
  claims: { [P in K]: Claim<Claimed[P]> | undefined },
  key: K,
  claim: Claim<Claimed[K]> | undefined,
): void {
  if (claim === undefined) return;
  claims[key] = better(claims[key], claim, ORDERS[key]);
}

function claimOf<T>(event: ProcessEvent, value: T): Claim<T> {
  return { value, tUs: event.tUs, evidence: event.evidence, source: event.source };
}

/** Joins what `event` says into `facts`. */
export function addEvent(facts: Facts, event: ProcessEvent): void {
  if (event.process.birth !== undefined) {
    join(facts, 'birth', claimOf(event, event.process.birth));
  }
  switch (event.type) {
    case 'started':
      if (event.ppid !== undefined) {
        join(facts, 'ppid', claimOf(event, event.ppid));
      }
      if (event.parent !== undefined) {
        join(facts, 'parent', claimOf(event, event.parent));
      }
      if (event.cwd !== undefined) {
        join(facts, 'cwd', claimOf(event, event.cwd));
      }
      if (event.argv !== undefined) {
        facts.execs = appended(facts.execs, {
          tUs: event.tUs,
          argv: event.argv,
          evidence: event.evidence,
        });
      }
      return;
    case 'exec':
      facts.execs = appended(facts.execs, {
        tUs: event.tUs,
        argv: event.argv,
        evidence: event.evidence,
      });
      return;
    case 'described':
      addDescription(facts, event);
      return;
    case 'start-failed':
      facts.failedStarts = appended(facts.failedStarts, {
        tUs: event.tUs,
        message: event.message,
        site: event.site,
      });
      return;
    case 'wait-began': {
      const fact = waitFact(facts, event.wait);
      const { tUs, cause, target, timeoutUs, site, evidence } = event;
      fact.began ??= { tUs, cause, target, timeoutUs, site, evidence };
      return;
    }
    case 'wait-ended': {
      const fact = waitFact(facts, event.wait);
      const { tUs, outcome, target = null } = event;
      fact.ended ??= { tUs, outcome, target };
      return;
    }
    case 'block-began': {
      const fact = blockFact(facts, event.block);
      const { tUs, reason, object, timeoutUs, site, thread = null, evidence } = event;
      fact.began ??= { tUs, reason, object, timeoutUs, site, thread, evidence };
      return;
    }
    case 'block-ended': {
      const fact = blockFact(facts, event.block);
      fact.ended ??= { tUs: event.tUs, outcome: event.outcome };
      return;
    }
    case 'noted': {
      const { tUs, note, about = null, text = null, count = null, site = null } = event;
      facts.notes = appended(facts.notes, { tUs, note, about, text, count, site });
      return;
    }
    case 'stack':
      facts.stacks = appended(facts.stacks, {
        tUs: event.tUs,
        threads: event.threads,
        failure: event.failure ?? null,
      });
      return;
    case 'thread-began': {
      const { tUs, name, file } = event;
      threadFact(facts, event.thread).began ??= { tUs, name, file };
      return;
    }
    case 'thread-ended':
      threadFact(facts, event.thread).ended ??= { tUs: event.tUs, code: event.code };
      return;
    case 'code-ended':
      join(facts, 'codeEnded', claimOf(event, event.exception));
      return;
    case 'signalled': {
      const { tUs, by, signal, cause, site } = event;
      facts.signals = appended(facts.signals, { tUs, by, signal, cause, site });
      return;
    }
    case 'ended':
      join(facts, 'end', claimOf(event, null));
      addExit(facts, event);
      return;
    case 'reaped':
      join(facts, 'end', claimOf(event, null));
      join(facts, 'reaped', claimOf(event, null));
      addExit(facts, event);
      return;
    case 'state': {
      const { tUs, state, reason, evidence, source } = event;
      facts.states = appended(facts.states, { tUs, state, reason, evidence, source });
      if (state === 'zombie') {
        join(facts, 'end', claimOf(event, null));
      }
      return;
    }
    case 'usage':
      addUsage(facts, event);
      return;
    case 'shares': {
      const { sinceUs, tUs: untilUs, runningUs, readyUs } = event;
      facts.shares = appended(facts.shares, { sinceUs, untilUs, runningUs, readyUs });
      return;
    }
    case 'reparented':
      join(facts, 'adopter', claimOf(event, event.adopter));
      return;
    case 'output': {
      const { tUs, stream, text, skippedBytes = 0 } = event;
      facts.output = appended(facts.output, { tUs, stream, text, skippedBytes });
      return;
    }
    default:
      assertUnreachable(event);
  }
}

function addDescription(facts: Facts, event: Extract<ProcessEvent, { type: 'described' }>): void {
  if (event.parent !== undefined) join(facts, 'parent', claimOf(event, event.parent));
  if (event.name !== undefined) join(facts, 'name', claimOf(event, event.name));
  if (event.kind !== undefined) join(facts, 'kind', claimOf(event, event.kind));
  if (event.role !== undefined) join(facts, 'role', claimOf(event, event.role));
  if (event.target !== undefined) join(facts, 'target', claimOf(event, event.target));
  if (event.className !== undefined) join(facts, 'className', claimOf(event, event.className));
  if (event.daemon !== undefined) join(facts, 'daemon', claimOf(event, event.daemon));
  if (event.detached !== undefined) join(facts, 'detached', claimOf(event, event.detached));
  if (event.method !== undefined) join(facts, 'method', claimOf(event, event.method));
  if (event.startSite !== undefined) join(facts, 'startSite', claimOf(event, event.startSite));
  if (event.api !== undefined) join(facts, 'api', claimOf(event, event.api));
  if (event.args !== undefined) join(facts, 'args', claimOf(event, event.args));
}

function addUsage(facts: Facts, event: Extract<ProcessEvent, { type: 'usage' }>): void {
  const usage = usageOf(event);
  join(facts, 'usage', claimOf(event, usage));
  if (facts.usages === NONE) facts.usages = [];
  addSample(facts.usages, { tUs: event.tUs, ...usage });
}

function addExit(facts: Facts, event: Extract<ProcessEvent, { type: 'ended' | 'reaped' }>): void {
  if (event.exit !== null) {
    join(facts, 'exit', claimOf(event, event.exit));
  }
}

function waitFact(facts: Facts, wait: string): WaitFact {
  let fact = facts.waits.get(wait);
  if (fact === undefined) {
    fact = { wait };
    if (facts.waits === NO_SPANS) facts.waits = new Map();
    facts.waits.set(wait, fact);
  }
  return fact;
}

function blockFact(facts: Facts, block: string): BlockFact {
  let fact = facts.blocks.get(block);
  if (fact === undefined) {
    fact = { block };
    if (facts.blocks === NO_SPANS) facts.blocks = new Map();
    facts.blocks.set(block, fact);
  }
  return fact;
}

function threadFact(facts: Facts, thread: number): ThreadFact {
  let fact = facts.threads.get(thread);
  if (fact === undefined) {
    fact = { thread };
    if (facts.threads === NO_SPANS) facts.threads = new Map();
    facts.threads.set(thread, fact);
  }
  return fact;
}
