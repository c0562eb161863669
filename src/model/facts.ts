/**
 * What is known of one life of a PID: the best claim for each single-valued fact, and every item of
 * the many-valued ones. Adding an event only ever joins facts, so the order of events does not matter.
 */
import type { Static } from 'typebox';
import { assertUnreachable } from './assert-unreachable.ts';
import { bestBirth } from './birth.ts';
import { better, type Claim, earliestBound, kernelFirst, latest, runtimeFirst } from './claim.ts';
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

export interface Facts {
  birth?: Claim<Birth>;
  ppid?: Claim<number>;
  parent?: Claim<ProcessRef>;
  cwd?: Claim<string>;
  name?: Claim<string>;
  kind?: Claim<ProcessKind>;
  role?: Claim<ProcessRole>;
  target?: Claim<string>;
  className?: Claim<string>;
  daemon?: Claim<boolean>;
  detached?: Claim<boolean>;
  method?: Claim<string>;
  startSite?: Claim<SourceSite>;
  api?: Claim<string>;
  args?: Claim<string>;
  codeEnded?: Claim<string | null>;
  end?: Claim<null>;
  reaped?: Claim<null>;
  exit?: Claim<ExitStatus>;
  adopter?: Claim<number>;
  usage?: Claim<UsageView>;
  usages: UsageSample[];
  execs: ExecFact[];
  states: StateSample[];
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

export function emptyFacts(): Facts {
  return {
    usages: [],
    execs: [],
    states: [],
    shares: [],
    signals: [],
    failedStarts: [],
    output: [],
    notes: [],
    stacks: [],
    waits: new Map(),
    blocks: new Map(),
    threads: new Map(),
  };
}

/** A copy that shares no container with `facts`; the items themselves are immutable. */
export function copyFacts(facts: Facts): Facts {
  return {
    ...facts,
    usages: [...facts.usages],
    execs: [...facts.execs],
    states: [...facts.states],
    shares: [...facts.shares],
    signals: [...facts.signals],
    failedStarts: [...facts.failedStarts],
    output: [...facts.output],
    notes: [...facts.notes],
    stacks: [...facts.stacks],
    waits: new Map([...facts.waits].map(([wait, fact]) => [wait, { ...fact }])),
    blocks: new Map([...facts.blocks].map(([block, fact]) => [block, { ...fact }])),
    threads: new Map([...facts.threads].map(([thread, fact]) => [thread, { ...fact }])),
  };
}

function claimOf<T>(event: ProcessEvent, value: T): Claim<T> {
  return { value, tUs: event.tUs, evidence: event.evidence, source: event.source };
}

/** Joins what `event` says into `facts`. */
export function addEvent(facts: Facts, event: ProcessEvent): void {
  if (event.process.birth !== undefined) {
    facts.birth = better(facts.birth, claimOf(event, event.process.birth), bestBirth);
  }
  switch (event.type) {
    case 'started':
      if (event.ppid !== undefined) {
        facts.ppid = better(facts.ppid, claimOf(event, event.ppid), kernelFirst);
      }
      if (event.parent !== undefined) {
        facts.parent = better(facts.parent, claimOf(event, event.parent), runtimeFirst);
      }
      if (event.cwd !== undefined) {
        facts.cwd = better(facts.cwd, claimOf(event, event.cwd), runtimeFirst);
      }
      if (event.argv !== undefined) {
        facts.execs.push({ tUs: event.tUs, argv: event.argv, evidence: event.evidence });
      }
      return;
    case 'exec':
      facts.execs.push({ tUs: event.tUs, argv: event.argv, evidence: event.evidence });
      return;
    case 'described':
      addDescription(facts, event);
      return;
    case 'start-failed':
      facts.failedStarts.push({ tUs: event.tUs, message: event.message, site: event.site });
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
      facts.notes.push({ tUs, note, about, text, count, site });
      return;
    }
    case 'stack':
      facts.stacks.push({
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
      facts.codeEnded = better(facts.codeEnded, claimOf(event, event.exception), earliestBound);
      return;
    case 'signalled': {
      const { tUs, by, signal, cause, site } = event;
      facts.signals.push({ tUs, by, signal, cause, site });
      return;
    }
    case 'ended':
      facts.end = better(facts.end, claimOf(event, null), earliestBound);
      addExit(facts, event);
      return;
    case 'reaped':
      facts.end = better(facts.end, claimOf(event, null), earliestBound);
      facts.reaped = better(facts.reaped, claimOf(event, null), earliestBound);
      addExit(facts, event);
      return;
    case 'state': {
      const { tUs, state, reason, evidence, source } = event;
      facts.states.push({ tUs, state, reason, evidence, source });
      if (state === 'zombie') {
        facts.end = better(facts.end, claimOf(event, null), earliestBound);
      }
      return;
    }
    case 'usage':
      facts.usage = better(facts.usage, claimOf(event, usageOf(event)), latest);
      addSample(facts.usages, {
        tUs: event.tUs,
        rssBytes: event.rssBytes,
        threads: event.threads ?? null,
      });
      return;
    case 'shares': {
      const { sinceUs, tUs: untilUs, runningUs, readyUs } = event;
      facts.shares.push({ sinceUs, untilUs, runningUs, readyUs });
      return;
    }
    case 'reparented':
      facts.adopter = better(facts.adopter, claimOf(event, event.adopter), latest);
      return;
    case 'output': {
      const { tUs, stream, text, skippedBytes = 0 } = event;
      facts.output.push({ tUs, stream, text, skippedBytes });
      return;
    }
    default:
      assertUnreachable(event);
  }
}

function addDescription(facts: Facts, event: Extract<ProcessEvent, { type: 'described' }>): void {
  const join = <T>(current: Claim<T> | undefined, value: T) =>
    better(current, claimOf(event, value), runtimeFirst);
  if (event.parent !== undefined) facts.parent = join(facts.parent, event.parent);
  if (event.name !== undefined) facts.name = join(facts.name, event.name);
  if (event.kind !== undefined) facts.kind = join(facts.kind, event.kind);
  if (event.role !== undefined) facts.role = join(facts.role, event.role);
  if (event.target !== undefined) facts.target = join(facts.target, event.target);
  if (event.className !== undefined) facts.className = join(facts.className, event.className);
  if (event.daemon !== undefined) facts.daemon = join(facts.daemon, event.daemon);
  if (event.detached !== undefined) facts.detached = join(facts.detached, event.detached);
  if (event.method !== undefined) facts.method = join(facts.method, event.method);
  if (event.startSite !== undefined) facts.startSite = join(facts.startSite, event.startSite);
  if (event.api !== undefined) facts.api = join(facts.api, event.api);
  if (event.args !== undefined) facts.args = join(facts.args, event.args);
}

function addExit(facts: Facts, event: Extract<ProcessEvent, { type: 'ended' | 'reaped' }>): void {
  if (event.exit !== null) {
    facts.exit = better(facts.exit, claimOf(event, event.exit), kernelFirst);
  }
}

function waitFact(facts: Facts, wait: string): WaitFact {
  let fact = facts.waits.get(wait);
  if (fact === undefined) {
    fact = { wait };
    facts.waits.set(wait, fact);
  }
  return fact;
}

function blockFact(facts: Facts, block: string): BlockFact {
  let fact = facts.blocks.get(block);
  if (fact === undefined) {
    fact = { block };
    facts.blocks.set(block, fact);
  }
  return fact;
}

function threadFact(facts: Facts, thread: number): ThreadFact {
  let fact = facts.threads.get(thread);
  if (fact === undefined) {
    fact = { thread };
    facts.threads.set(thread, fact);
  }
  return fact;
}
