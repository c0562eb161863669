/**
 * The event vocabulary: the only truth of a session. Sources emit these, the trace file holds them,
 * and every view is reduced from them.
 *
 * Times (`tUs`, births) are integer µs on the machine's monotonic clock, counted from the session's
 * start; an attach may see negative ones. Every event says which source it is from and on what
 * evidence the fact rests.
 */
import Type, { type Static } from 'typebox';

/** How a fact is known, see ARCHITECTURE.md: said by the runtime, by the kernel, sampled, or derived. */
export const Evidence = Type.Enum(['reported', 'kernel', 'sampled', 'inferred']);
export type Evidence = Static<typeof Evidence>;

/** The components that produce events. */
export const SourceName = Type.Enum([
  'launcher',
  'probe',
  'kernel',
  'procfs',
  'ps',
  'pidtree',
  'recorder',
  'strace',
]);
export type SourceName = Static<typeof SourceName>;

export const ProcessState = Type.Enum([
  'unknown',
  'ready',
  'running',
  'blocked',
  'stopped',
  'zombie',
  'ended',
]);
export type ProcessState = Static<typeof ProcessState>;

/** Why one process waits for another. */
export const WaitCause = Type.Enum([
  'join',
  'exit-join',
  'waitpid',
  /** `subprocess` and its like: `wait`, `communicate`, `run`; Node's synchronous calls. */
  'popen-wait',
  /** Until the workers of a pool or executor have ended. */
  'pool-join',
  /** For results of a pool's or executor's workers. */
  'pool-result',
  /** A program of an event loop awaits the end of a child. */
  'exit-event',
]);
export type WaitCause = Static<typeof WaitCause>;

export const WaitOutcome = Type.Enum(['ended', 'timed-out', 'interrupted']);
export type WaitOutcome = Static<typeof WaitOutcome>;

/**
 * Why a process is blocked: a wait for a process, or what else it sleeps on. Where the OS shows less
 * than one reason, the ambiguity is kept as a reason of its own.
 */
export const BlockedReason = Type.Enum([
  'join',
  'exit-join',
  'waitpid',
  'popen-wait',
  'pool-join',
  'pool-result',
  'exit-event',
  'sleep',
  /** Sleeps, and has children: a wait with a time limit may be a loop of sleeps. */
  'sleep-or-timed-wait',
  /** Reads from a terminal. */
  'input',
  /** Writes to a terminal that takes no more. */
  'output',
  /** A lock, semaphore or condition; one shared between processes where the sampler says so. */
  'lock',
  /** A lock within the process, or the end of one of its threads. */
  'lock-or-thread',
  /** The end of one of its own threads. */
  'thread',
  'queue',
  /** An event, condition or barrier that another process or thread is to set. */
  'event',
  /** Reads from an empty pipe (or waits for its other end to be opened). */
  'pipe',
  /** Writes to a full pipe. */
  'pipe-full',
  'socket',
  /** Waits for a connection. */
  'accept',
  'file-lock',
  /** Waits in an event loop's own call: for any of what the loop watches. */
  'event-loop',
  /** Waits for descriptors or for a time limit. */
  'poll',
  'signal',
  'disk',
  /** Something else, in a call that the sampler has no name for. */
  'other',
]);
export type BlockedReason = Static<typeof BlockedReason>;

export const ProcessKind = Type.Enum(['python', 'node', 'other']);
export type ProcessKind = Static<typeof ProcessKind>;

/** What a process is for: the session's root, its program's children, or the runtime's own helpers. */
export const ProcessRole = Type.Enum(['main', 'child', 'pool-worker', 'helper']);
export type ProcessRole = Static<typeof ProcessRole>;

/**
 * Why a signal was sent: by the exit phase to a daemon, by `terminate()` or `kill()`, by Stop, or
 * because the user asked for this one signal, which need not be meant to end anything.
 */
export const SignalCause = Type.Enum(['daemon-at-exit', 'terminate', 'kill', 'stop', 'user']);
export type SignalCause = Static<typeof SignalCause>;

/** More than 31 years: an instant beyond is no instant, and sums of them would not be exact. */
export const MAX_US = 1e15;
const Micros = Type.Integer({ minimum: -MAX_US, maximum: MAX_US });
export const MAX_PID = 2 ** 32 - 1;
const Pid = Type.Integer({ minimum: 0, maximum: MAX_PID });

/**
 * When a life of a PID began: `[us, plusMinusUs]`. The true instant lies within `us ± plusMinusUs`;
 * PIDs are reused, so a process is its PID and this together, matched by overlap.
 */
export const Birth = Type.Tuple([Micros, Type.Integer({ minimum: 0, maximum: MAX_US })]);
export type Birth = Static<typeof Birth>;

/** So many hosts a session may have. */
const MAX_HOSTS = 65_536;
/** Of a session of several hosts: which one, counted from 1; 0 and left out are the header's first. */
const HostIndex = Type.Integer({ minimum: 0, maximum: MAX_HOSTS - 1 });

/** One life of a PID; without `birth` it is the life that had the PID at the event's time. */
export const ProcessRef = Type.Object({
  pid: Pid,
  birth: Type.Optional(Birth),
  host: Type.Optional(HostIndex),
});
export type ProcessRef = Static<typeof ProcessRef>;

/** A line of the user's program, counted from 1. */
export const SourceSite = Type.Object({
  file: Type.String(),
  line: Type.Integer({ minimum: 0 }),
});
export type SourceSite = Static<typeof SourceSite>;

/** How a process ended: an exit code, or the name of the signal that ended it (`SIGTERM`). */
export const ExitStatus = Type.Union([
  Type.Object({ code: Type.Integer() }),
  Type.Object({ signal: Type.String() }),
]);
export type ExitStatus = Static<typeof ExitStatus>;

const nullable = <T extends Type.TSchema>(schema: T) => Type.Union([schema, Type.Null()]);

const base = { tUs: Micros, source: SourceName, evidence: Evidence };
const aboutProcess = { ...base, process: ProcessRef };
const aboutHost = { ...base, host: Type.Optional(HostIndex) };

/** A process exists. `ppid` is its OS parent, `parent` the one whose code started it. */
export const Started = Type.Object({
  type: Type.Literal('started'),
  ...aboutProcess,
  ppid: Type.Optional(Pid),
  parent: Type.Optional(ProcessRef),
  argv: Type.Optional(Type.Array(Type.String())),
  cwd: Type.Optional(Type.String()),
});

/** The process replaced its program image (or began with one). */
export const Exec = Type.Object({
  type: Type.Literal('exec'),
  ...aboutProcess,
  argv: Type.Array(Type.String()),
});

/** What a runtime knows of a process; every field is a fact of its own. */
export const Described = Type.Object({
  type: Type.Literal('described'),
  ...aboutProcess,
  parent: Type.Optional(ProcessRef),
  name: Type.Optional(Type.String()),
  kind: Type.Optional(ProcessKind),
  role: Type.Optional(ProcessRole),
  target: Type.Optional(Type.String()),
  className: Type.Optional(Type.String()),
  daemon: Type.Optional(Type.Boolean()),
  detached: Type.Optional(Type.Boolean()),
  method: Type.Optional(Type.String()),
  startSite: Type.Optional(SourceSite),
  /** What started it, in the runtime's words: `multiprocessing`, `subprocess.Popen`, `os.fork`, … */
  api: Type.Optional(Type.String()),
  /** The arguments of its target as the runtime prints them, cut to a bound. */
  args: Type.Optional(Type.String()),
});

/** `process` tried to start a child and its runtime refused or failed. */
export const StartFailed = Type.Object({
  type: Type.Literal('start-failed'),
  ...aboutProcess,
  message: Type.String(),
  site: nullable(SourceSite),
});

/** `process` began to wait for `target` (null: any child). `wait` is unique within the waiter's life. */
export const WaitBegan = Type.Object({
  type: Type.Literal('wait-began'),
  ...aboutProcess,
  wait: Type.String(),
  cause: WaitCause,
  target: nullable(ProcessRef),
  timeoutUs: nullable(Type.Integer({ minimum: 0 })),
  site: nullable(SourceSite),
});

export const WaitEnded = Type.Object({
  type: Type.Literal('wait-ended'),
  ...aboutProcess,
  wait: Type.String(),
  outcome: WaitOutcome,
  /** Whom it waited for, where that was not yet known as the wait began. */
  target: Type.Optional(ProcessRef),
});

/**
 * `process` entered a call that blocks on something other than a process's end: a queue, a lock, an
 * event, a pipe. `block` is unique within the process's life; `object` names what it blocks on where
 * the runtime knows a name. One of a thread other than the main one carries the thread's name.
 */
export const BlockBegan = Type.Object({
  type: Type.Literal('block-began'),
  ...aboutProcess,
  block: Type.String(),
  reason: BlockedReason,
  object: nullable(Type.String()),
  timeoutUs: nullable(Type.Integer({ minimum: 0 })),
  site: nullable(SourceSite),
  thread: Type.Optional(Type.String()),
});

export const BlockEnded = Type.Object({
  type: Type.Literal('block-ended'),
  ...aboutProcess,
  block: Type.String(),
  outcome: WaitOutcome,
});

/** What findings need to know and no other event says; which fields count depends on `note`. */
export const NoteKind = Type.Enum([
  /** The exit code of `about` was read by `process`. */
  'exit-code-read',
  /** `process` forked `about` while `count` threads of its own ran. */
  'forked-with-threads',
  /** `count` bytes or items wait in the feeder of the queue `text`, as the process's code ended. */
  'queue-pending',
  /** `count` bytes stood in `about`'s buffers of the stream `text`, as `process` terminated it. */
  'unflushed-output',
  /** `about` held the lock `text` as `process` terminated it, and has not given it back. */
  'lock-held',
  /** `count` items of the joinable queue `text` were taken by children that ended without finishing them. */
  'items-unfinished',
  /** A start was refused because the main module has no main guard. */
  'no-main-guard',
  /** From now on `process` tells of every exit code that is read: silence means something. */
  'watches-exit-codes',
  /** The kernel ended `process` because memory had run out. */
  'out-of-memory',
]);
export type NoteKind = Static<typeof NoteKind>;

export const Noted = Type.Object({
  type: Type.Literal('noted'),
  ...aboutProcess,
  note: NoteKind,
  about: Type.Optional(ProcessRef),
  text: Type.Optional(Type.String()),
  count: Type.Optional(Type.Integer({ minimum: 0 })),
  site: Type.Optional(SourceSite),
});

/** Where each thread of the process stood, innermost call first, as somebody asked for it. */
export const StackSeen = Type.Object({
  type: Type.Literal('stack'),
  ...aboutProcess,
  threads: Type.Array(
    Type.Object({
      name: Type.String(),
      frames: Type.Array(Type.Object({ function: Type.String(), site: nullable(SourceSite) })),
    }),
  ),
  /** Why the process could not answer; there are no threads then. */
  failure: Type.Optional(Type.String()),
});

/**
 * A thread of the process with a runtime of its own began: a worker thread of Node. `thread` is unique
 * within the process's life; `name` and `file` are empty where it has none.
 */
export const ThreadBegan = Type.Object({
  type: Type.Literal('thread-began'),
  ...aboutProcess,
  thread: Type.Integer({ minimum: 1 }),
  name: Type.String(),
  file: Type.String(),
});

/** `code` is null for a thread that was terminated. */
export const ThreadEnded = Type.Object({
  type: Type.Literal('thread-ended'),
  ...aboutProcess,
  thread: Type.Integer({ minimum: 1 }),
  code: nullable(Type.Integer()),
});

/** The process's own code is over and its exit phase begins; `exception` ended it, if not null. */
export const CodeEnded = Type.Object({
  type: Type.Literal('code-ended'),
  ...aboutProcess,
  exception: nullable(Type.String()),
});

/** `by` sent `signal` to `process`. */
export const Signalled = Type.Object({
  type: Type.Literal('signalled'),
  ...aboutProcess,
  by: nullable(ProcessRef),
  signal: Type.String(),
  cause: SignalCause,
  site: nullable(SourceSite),
});

/** The process has ended, at `tUs` at the latest. `exit` null where the source cannot know it. */
export const Ended = Type.Object({
  type: Type.Literal('ended'),
  ...aboutProcess,
  exit: nullable(ExitStatus),
});

/** The ended process was reaped: its PID is free from now on. */
export const Reaped = Type.Object({
  type: Type.Literal('reaped'),
  ...aboutProcess,
  exit: nullable(ExitStatus),
});

/** From now on the process is in `state`, until the same source says otherwise. */
export const StateSeen = Type.Object({
  type: Type.Literal('state'),
  ...aboutProcess,
  state: ProcessState,
  reason: nullable(BlockedReason),
});

/** CPU share since the source's last look (0–100 a core), resident memory, and where it runs. */
export const Usage = Type.Object({
  type: Type.Literal('usage'),
  ...aboutProcess,
  cpuPercent: Type.Number({ minimum: 0 }),
  rssBytes: Type.Integer({ minimum: 0 }),
  threads: Type.Optional(Type.Integer({ minimum: 0 })),
  /** Number of the CPU that it ran on last, from 0. */
  cpu: Type.Optional(Type.Integer({ minimum: 0 })),
});

/**
 * How much of the time from `sinceUs` to `tUs` the process ran, and how much it was ready and waited
 * for a CPU, by the OS's own count; in the rest it did neither. `state` events say what it was seen
 * in at instants and how that looks on a line of time; these are what totals are made of, since the
 * turns of processes that share a CPU are far shorter than a sampler's interval. The spans of one
 * source do not overlap. Of a process with several threads, their times are added up, and no more
 * than the whole span counts.
 */
export const Shares = Type.Object({
  type: Type.Literal('shares'),
  ...aboutProcess,
  sinceUs: Micros,
  runningUs: Type.Integer({ minimum: 0 }),
  readyUs: Type.Integer({ minimum: 0 }),
});

/** The process's birth parent has ended and `adopter` took its place. */
export const Reparented = Type.Object({
  type: Type.Literal('reparented'),
  ...aboutProcess,
  adopter: Pid,
});

/** A line that the process wrote. */
export const Output = Type.Object({
  type: Type.Literal('output'),
  ...aboutProcess,
  stream: Type.Enum(['stdout', 'stderr']),
  text: Type.String(),
  /** Bytes of the stream before this line that are not kept: there were too many. */
  skippedBytes: Type.Optional(Type.Integer({ minimum: 1 })),
});

/** A source began, could not begin, or ended; `message` is one sentence for the user, or null. */
export const SourceChanged = Type.Object({
  type: Type.Literal('source'),
  ...aboutHost,
  about: SourceName,
  status: Type.Enum(['active', 'unavailable', 'ended']),
  message: nullable(Type.String()),
});

/** `count` events of source `about` were lost. */
export const Lost = Type.Object({
  type: Type.Literal('lost'),
  ...aboutHost,
  about: SourceName,
  count: Type.Integer({ minimum: 1 }),
});

/** Something the user should know of how the session was recorded; one sentence. */
export const Notice = Type.Object({
  type: Type.Literal('notice'),
  ...aboutHost,
  message: Type.String(),
});

/** The recorder has closed the session. `leftOver` are the processes still alive then. */
export const SessionEnded = Type.Object({
  type: Type.Literal('session-ended'),
  ...base,
  complete: Type.Boolean(),
  leftOver: Type.Array(ProcessRef),
});

export const ProcessEvent = Type.Union([
  Started,
  Exec,
  Described,
  StartFailed,
  WaitBegan,
  WaitEnded,
  BlockBegan,
  BlockEnded,
  Noted,
  StackSeen,
  ThreadBegan,
  ThreadEnded,
  CodeEnded,
  Signalled,
  Ended,
  Reaped,
  StateSeen,
  Usage,
  Shares,
  Reparented,
  Output,
]);
export type ProcessEvent = Static<typeof ProcessEvent>;

export const SessionEvent = Type.Union([ProcessEvent, SourceChanged, Lost, Notice, SessionEnded]);
export type SessionEvent = Static<typeof SessionEvent>;

/** Schema of each event type by its `type`, so that a reader checks a line against one schema only. */
export const sessionEventSchemas = {
  started: Started,
  exec: Exec,
  described: Described,
  'start-failed': StartFailed,
  'wait-began': WaitBegan,
  'wait-ended': WaitEnded,
  'block-began': BlockBegan,
  'block-ended': BlockEnded,
  noted: Noted,
  stack: StackSeen,
  'thread-began': ThreadBegan,
  'thread-ended': ThreadEnded,
  'code-ended': CodeEnded,
  signalled: Signalled,
  ended: Ended,
  reaped: Reaped,
  state: StateSeen,
  usage: Usage,
  shares: Shares,
  reparented: Reparented,
  output: Output,
  source: SourceChanged,
  lost: Lost,
  notice: Notice,
  'session-ended': SessionEnded,
} as const satisfies Record<SessionEvent['type'], Type.TSchema>;

/**
 * A place in a distributed trace, as W3C Trace Context has it (https://www.w3.org/TR/trace-context/):
 * `spanId` is that of the session's root, `parentSpanId` that of the span that it was launched within.
 */
export const TraceContext = Type.Object({
  traceId: Type.String({ pattern: '^[0-9a-f]{32}$' }),
  spanId: Type.String({ pattern: '^[0-9a-f]{16}$' }),
  parentSpanId: Type.Optional(Type.String({ pattern: '^[0-9a-f]{16}$' })),
});
export type TraceContext = Static<typeof TraceContext>;

/**
 * A host of a merged session. Its times are moved to the clock of the first one: `offsetUs` is how far its
 * wall clock was ahead of that one's, true within `plusMinusUs` (null: nobody can tell), and known `from`
 * that clock itself, from the two wall clocks being right, or from `pairs` of events of which one host had
 * the cause and the other the effect.
 */
export const SessionHost = Type.Object({
  name: Type.String(),
  platform: Type.String(),
  clock: Type.Object({
    from: Type.Enum(['own', 'wall-clock', 'pairs']),
    offsetUs: Micros,
    plusMinusUs: nullable(Type.Integer({ minimum: 0, maximum: MAX_US })),
    pairs: Type.Integer({ minimum: 0 }),
  }),
});
export type SessionHost = Static<typeof SessionHost>;

/** First line of a trace: what the session is. */
export const SessionHeader = Type.Object({
  type: Type.Literal('session'),
  /** Version of the trace format. */
  version: Type.Integer({ minimum: 1 }),
  id: Type.String(),
  command: Type.Array(Type.String()),
  cwd: Type.String(),
  /** Whether the recorder started the command, or found it running. */
  origin: Type.Enum(['launch', 'watch']),
  /** Wall-clock time of the session's start, ISO 8601 in UTC. */
  startedAt: Type.String(),
  /** The session's start on that host's monotonic clock, in µs: lines up other recordings of it. */
  clockEpochUs: Micros,
  /** Host whose monotonic clock the times are on. */
  host: Type.String(),
  platform: Type.String(),
  /** How many CPUs the session could use. */
  cpus: Type.Optional(Type.Integer({ minimum: 1 })),
  /** Version of the Forkscope that recorded. */
  recordedBy: Type.String(),
  /** Its place in a distributed trace of OpenTelemetry. */
  traceContext: Type.Optional(TraceContext),
  /** Of a session that was merged from recordings of several hosts: all of them, `host` first. */
  hosts: Type.Optional(Type.Array(SessionHost, { minItems: 1, maxItems: MAX_HOSTS })),
});
export type SessionHeader = Static<typeof SessionHeader>;
