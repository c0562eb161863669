/** What the model answers: immutable pictures of processes, waits and the session. */
import type { CpuShare } from './cpu-shares.ts';
import type { StackThread } from './facts.ts';
import type { StateInterval } from './intervals.ts';
import type {
  BlockedReason,
  Evidence,
  ExitStatus,
  NoteKind,
  ProcessKind,
  ProcessRole,
  ProcessState,
  SessionHost,
  SourceName,
  SourceSite,
  WaitCause,
  WaitOutcome,
} from './process-event.ts';
import type { UsageView } from './usage.ts';
import type { UsageSample } from './usage-history.ts';

/** What ended a process; `unknown` where nobody saw it. */
export type EndCause =
  | 'exited'
  | 'exception'
  | 'daemon-terminated'
  | 'terminated'
  | 'killed'
  | 'stopped'
  | 'signal'
  | 'unknown';

export const END_CAUSES: readonly EndCause[] = [
  'exited',
  'exception',
  'daemon-terminated',
  'terminated',
  'killed',
  'stopped',
  'signal',
  'unknown',
];

export interface ExecView {
  readonly tUs: number;
  readonly argv: readonly string[];
  readonly evidence: Evidence;
}

/** One process. Times are session µs; null where not (yet) known. */
export interface ProcessView {
  readonly id: string;
  readonly pid: number;
  /** Index into the session's hosts; PIDs are those of the host. */
  readonly host: number;
  /** PID of the OS parent at birth; 0 where unknown. */
  readonly ppid: number;
  /** Id of the logical parent within the session. */
  readonly parent: string | null;
  readonly adopter: number | null;
  readonly name: string;
  readonly kind: ProcessKind;
  readonly role: ProcessRole;
  readonly target: string | null;
  readonly className: string | null;
  readonly daemon: boolean;
  readonly detached: boolean;
  readonly argv: readonly string[];
  readonly execs: readonly ExecView[];
  readonly startUs: number;
  readonly codeEndedUs: number | null;
  readonly endUs: number | null;
  readonly zombieUs: number;
  readonly exit: ExitStatus | null;
  readonly endCause: EndCause | null;
  readonly exception: string | null;
  readonly startSite: SourceSite | null;
  /** What started it, in the runtime's words (`subprocess.Popen`); null where no runtime said. */
  readonly api: string | null;
  /** How its runtime made it (`fork`, `spawn`, `forkserver`); null where none said. */
  readonly method: string | null;
  /** Short text of its target's arguments. */
  readonly args: string | null;
  /** Current state: that of the last interval, `ended` once it has been reaped. */
  readonly state: ProcessState;
  readonly reason: BlockedReason | null;
  /** Its worker threads, by start. */
  readonly threads: readonly ThreadView[];
  readonly intervals: readonly StateInterval[];
  /** Measured shares of running and ready; with the intervals they give the totals. */
  readonly shares: readonly CpuShare[];
  /** The last measurement. */
  readonly usage: UsageView | null;
  /** Measurements over time; thinned out where it lived long. */
  readonly usages: readonly UsageSample[];
  /** Since when its birth parent was gone while it lived; null where that was not so, or nobody saw it. */
  readonly orphanedUs: number | null;
  /** Alive though its birth parent has ended. */
  readonly orphan: boolean;
  /** Still alive when the recorder closed the session. */
  readonly leftOver: boolean;
  readonly evidence: {
    readonly start: Evidence;
    readonly end: Evidence | null;
    readonly name: Evidence;
    readonly state: Evidence;
  };
}

/** One process waiting for another. */
export interface WaitView {
  /** Unique within the session. */
  readonly id: string;
  readonly waiter: string;
  /** Id of the process waited for; null: any child, or one that the session does not know. */
  readonly target: string | null;
  readonly cause: WaitCause;
  readonly startUs: number;
  readonly endUs: number | null;
  readonly timeoutUs: number | null;
  readonly outcome: WaitOutcome | null;
  readonly site: SourceSite | null;
  readonly evidence: Evidence;
}

/** A thread of a process with a runtime of its own: a worker thread of Node. */
export interface ThreadView {
  readonly thread: number;
  /** Empty where it has none. */
  readonly name: string;
  /** Script that it runs, empty where it has none. */
  readonly file: string;
  readonly startUs: number;
  readonly endUs: number | null;
  /** Null while it runs, and for one that was terminated. */
  readonly exitCode: number | null;
}

/** A call in which a process was blocked on something other than a process's end. */
export interface BlockView {
  /** Unique within the session. */
  readonly id: string;
  readonly process: string;
  readonly reason: BlockedReason;
  /** Name of what it blocks on, where the runtime knows one. */
  readonly object: string | null;
  /** Name of the thread, null for the main one. */
  readonly thread: string | null;
  readonly startUs: number;
  readonly endUs: number | null;
  readonly timeoutUs: number | null;
  readonly outcome: WaitOutcome | null;
  readonly site: SourceSite | null;
}

/** A fact that findings are made of, see `NoteKind`. */
export interface NoteView {
  readonly process: string;
  readonly note: NoteKind;
  /** Id of the process that it is about, where there is one and the session knows it. */
  readonly about: string | null;
  readonly text: string | null;
  readonly count: number | null;
  readonly site: SourceSite | null;
  readonly tUs: number;
}

/** Where the threads of a process stood when somebody asked. */
export interface StackView {
  readonly process: string;
  readonly tUs: number;
  readonly threads: readonly StackThread[];
  /** Why there are none: the process could not answer. */
  readonly failure: string | null;
}

export interface FailedStartView {
  readonly parent: string;
  readonly message: string;
  readonly site: SourceSite | null;
  readonly tUs: number;
}

export interface OutputView {
  readonly process: string;
  readonly stream: 'stdout' | 'stderr';
  readonly tUs: number;
  readonly text: string;
  /** Bytes of the stream before this line that are not kept. */
  readonly skippedBytes: number;
}

/** Events of a source that were lost some time before `tUs`. */
export interface LossView {
  readonly tUs: number;
  readonly about: SourceName;
  readonly count: number;
}

/** Facts of the session as a whole. */
export interface SessionView {
  readonly id: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly startedAt: string;
  /** Until the session's end, or until the last event so far. */
  readonly durationUs: number;
  /** Ids of the processes that stand at the top of the tree. */
  readonly roots: readonly string[];
  readonly mainEndedUs: number | null;
  readonly exit: ExitStatus | null;
  /** The recorder has closed the session. */
  readonly ended: boolean;
  /** The recorder closed it, and nothing was left alive. */
  readonly complete: boolean;
  /** What was lost, in the order in which that was noticed. */
  readonly losses: readonly LossView[];
  readonly lostEvents: number;
  readonly ambiguousEvents: number;
  readonly sources: readonly SourceView[];
  readonly notices: readonly string[];
  /** The hosts that it was recorded on: more than one if it was merged. */
  readonly hosts: readonly SessionHost[];
}

export interface SourceView {
  readonly name: SourceName;
  readonly host: number;
  readonly status: 'active' | 'unavailable' | 'ended';
  readonly message: string | null;
}

/** A session as it is known, or as it was at an instant. Equal revisions mean equal answers. */
export interface SessionPicture {
  readonly revision: number;
  /** All processes, in tree order: each parent before its children, siblings by start. */
  processes(): readonly ProcessView[];
  process(id: string): ProcessView | undefined;
  /** Ids of the children of a process in order of their start; of null: the roots. */
  childrenOf(id: string | null): readonly string[];
  /** All waits by start. */
  waits(): readonly WaitView[];
  /** All blocking calls that are no waits for a process, by start. */
  blocks(): readonly BlockView[];
  /** What sources noted for the findings, by time. */
  notes(): readonly NoteView[];
  /** All stacks that were asked for, by time. */
  stacks(): readonly StackView[];
  failedStarts(): readonly FailedStartView[];
  /** All lines written, by time. */
  output(): readonly OutputView[];
  /** Waits of one waiter by start. */
  waitsOf(id: string): readonly WaitView[];
  /** Waits of others for one process, by start. */
  waitsFor(id: string): readonly WaitView[];
  /** Blocking calls of one process by start. */
  blocksOf(id: string): readonly BlockView[];
  /** Lines that one process wrote, by time. */
  outputOf(id: string): readonly OutputView[];
  session(): SessionView;
}
