/**
 * What a probe tells the recorder: one JSON object a line over the session's private socket.
 *
 * Every probe holds one connection per process. Its first line is `hello`; a line before it, or one
 * whose token is wrong, ends the connection. Times `t` are integer µs on the machine's monotonic
 * clock (`CLOCK_MONOTONIC` on Linux), which all processes of a host share; `seq` counts the lines of
 * a connection from 1, so that a gap tells of lines that the probe had to drop.
 */
import Type, { type Static } from 'typebox';
import { BlockedReason, NoteKind, WaitCause } from '../model/process-event.ts';

/** Version of this protocol; the probe says it in `hello`, and the recorder refuses a newer major one. */
export const PROBE_PROTOCOL = 1;

const Micros = Type.Integer();
const Pid = Type.Integer({ minimum: 0 });

/** A line of the user's program. `line` counts from 1. */
export const ProbeSite = Type.Object({ file: Type.String(), line: Type.Integer({ minimum: 0 }) });

const stamped = { t: Micros, seq: Type.Integer({ minimum: 1 }) };

/** First line of a connection: the process that speaks. */
export const Hello = Type.Object({
  ev: Type.Literal('hello'),
  ...stamped,
  proto: Type.Integer(),
  token: Type.String(),
  pid: Pid,
  /** OS parent at this instant. */
  ppid: Pid,
  /** Field 22 of `/proc/self/stat` (clock ticks since boot), null where there is none. */
  startTicks: Type.Union([Type.Integer(), Type.Null()]),
  /** `exec`: a new program image began; `fork`: the process is a copy of a probed one. */
  how: Type.Union([Type.Literal('exec'), Type.Literal('fork')]),
  runtime: Type.Union([Type.Literal('python'), Type.Literal('node')]),
  version: Type.String(),
  argv: Type.Array(Type.String()),
  cwd: Type.Union([Type.String(), Type.Null()]),
  /** `helper` is a process that the runtime keeps for itself (resource tracker, fork server). */
  role: Type.Union([Type.Literal('user'), Type.Literal('helper')]),
  /** What the helper is called, null for `user`. */
  helper: Type.Union([Type.String(), Type.Null()]),
  /**
   * The connection is that of a further thread of a process that has one already: a worker thread,
   * which has a runtime of its own. Its `exiting` is the thread's end.
   */
  thread: Type.Optional(
    Type.Object({
      id: Type.Integer({ minimum: 1 }),
      /** Empty where it has none. */
      name: Type.String(),
      /** Script that it runs, empty where it has none. */
      file: Type.String(),
    }),
  ),
});

/** The interpreter is too old for the probe; nothing more follows. Takes the place of `hello`. */
export const Unsupported = Type.Object({
  ev: Type.Literal('unsupported'),
  token: Type.String(),
  pid: Pid,
  runtime: Type.Union([Type.Literal('python'), Type.Literal('node')]),
  version: Type.String(),
  /** The oldest version the probe works with, for example `3.8`. */
  needs: Type.String(),
});

/**
 * First line of the connection of a thread beside a process's main one, which says nothing but where
 * that stands when it is asked. Takes the place of `hello`.
 */
export const StackThread = Type.Object({
  ev: Type.Literal('stack-thread'),
  ...stamped,
  token: Type.String(),
  pid: Pid,
});

/** What the recorder writes to a probe of Node: where does its thread stand? */
export interface StackQuestion {
  readonly ask: number;
}

/** The answer to the question of that number. */
export const StackTold = Type.Object({
  ev: Type.Literal('stack'),
  ...stamped,
  ask: Type.Integer({ minimum: 1 }),
  /** Innermost call first; null where the thread runs no code that could be told. */
  frames: Type.Union([
    Type.Array(
      Type.Object({ function: Type.String(), site: Type.Union([ProbeSite, Type.Null()]) }),
    ),
    Type.Null(),
  ]),
});

/** Further facts of a child; absent where the starter does not know them. */
const childFacts = {
  /** What starts it, in the runtime's words: `subprocess.Popen`, `os.fork`, `child_process.spawn`. */
  api: Type.Optional(Type.String()),
  /** Short text of the target's arguments. */
  args: Type.Optional(Type.String()),
  role: Type.Optional(Type.Literal('pool-worker')),
  detached: Type.Optional(Type.Boolean()),
  /** Command line, where the starter names one. */
  argv: Type.Optional(Type.Array(Type.String())),
};

/**
 * Said in a child as soon as its code begins: one started through the runtime's process class, or by
 * a plain fork.
 */
export const Identity = Type.Object({
  ev: Type.Literal('identity'),
  ...stamped,
  /** PID of the logical parent: the process whose code called `start()`. */
  parent: Pid,
  /** Null where the child has no name of its own. */
  name: Type.Union([Type.String(), Type.Null()]),
  daemon: Type.Boolean(),
  /** Name of the class when it is a subclass of the runtime's, else null. */
  className: Type.Union([Type.String(), Type.Null()]),
  /** Qualified name of the target function, null when `run()` is overridden or there is none. */
  target: Type.Union([Type.String(), Type.Null()]),
  /** `fork`, `spawn` or `forkserver`; null where the runtime knows no such choice. */
  method: Type.Union([Type.String(), Type.Null()]),
  ...childFacts,
  /** Where it was started, if only the child can tell (`os.fork`). */
  site: Type.Optional(Type.Union([ProbeSite, Type.Null()])),
});

/** A start was asked for, in the parent, before the OS is asked. `call` pairs it with its outcome. */
export const StartBegin = Type.Object({
  ev: Type.Literal('start-begin'),
  ...stamped,
  call: Type.Integer({ minimum: 1 }),
  name: Type.Union([Type.String(), Type.Null()]),
  daemon: Type.Boolean(),
  className: Type.Union([Type.String(), Type.Null()]),
  target: Type.Union([Type.String(), Type.Null()]),
  method: Type.Union([Type.String(), Type.Null()]),
  ...childFacts,
  site: Type.Union([ProbeSite, Type.Null()]),
});

/** The OS has made the child. May arrive after the child's own `hello`. */
export const StartEnd = Type.Object({
  ev: Type.Literal('start-end'),
  ...stamped,
  call: Type.Integer({ minimum: 1 }),
  child: Pid,
});

/** The start failed; `message` is the runtime's own, with the exception's name in front. */
export const StartFailed = Type.Object({
  ev: Type.Literal('start-failed'),
  ...stamped,
  call: Type.Integer({ minimum: 1 }),
  message: Type.String(),
  site: Type.Union([ProbeSite, Type.Null()]),
});

/** The process begins to wait for another one. `wait` is unique within the connection. */
export const WaitBegin = Type.Object({
  ev: Type.Literal('wait-begin'),
  ...stamped,
  wait: Type.Integer({ minimum: 1 }),
  cause: WaitCause,
  /** The process waited for, null for "any child". */
  child: Type.Union([Pid, Type.Null()]),
  timeoutUs: Type.Union([Micros, Type.Null()]),
  site: Type.Union([ProbeSite, Type.Null()]),
});

export const WaitEnd = Type.Object({
  ev: Type.Literal('wait-end'),
  ...stamped,
  wait: Type.Integer({ minimum: 1 }),
  outcome: Type.Union([
    Type.Literal('ended'),
    Type.Literal('timed-out'),
    Type.Literal('interrupted'),
  ]),
  /** The process waited for, where it was not yet known as the wait began. */
  child: Type.Optional(Pid),
});

/** The starter has said that it does not wait for a child: it may outlive it. */
export const Detached = Type.Object({
  ev: Type.Literal('detached'),
  ...stamped,
  child: Pid,
});

/**
 * The process enters a call that blocks on something other than a process's end. `block` is numbered
 * as waits are, from a count of its own.
 */
export const BlockBegin = Type.Object({
  ev: Type.Literal('block-begin'),
  ...stamped,
  block: Type.Integer({ minimum: 1 }),
  reason: BlockedReason,
  /** What it blocks on, where there is a name for it. */
  object: Type.Union([Type.String(), Type.Null()]),
  timeoutUs: Type.Union([Micros, Type.Null()]),
  site: Type.Union([ProbeSite, Type.Null()]),
  /** Name of the thread, null for the main one. */
  thread: Type.Union([Type.String(), Type.Null()]),
});

export const BlockEnd = Type.Object({
  ev: Type.Literal('block-end'),
  ...stamped,
  block: Type.Integer({ minimum: 1 }),
  outcome: Type.Union([
    Type.Literal('ended'),
    Type.Literal('timed-out'),
    Type.Literal('interrupted'),
  ]),
});

/** A fact for the findings; see `NoteKind` for which fields go with which note. */
export const Note = Type.Object({
  ev: Type.Literal('note'),
  ...stamped,
  note: NoteKind,
  child: Type.Optional(Pid),
  text: Type.Optional(Type.String()),
  count: Type.Optional(Type.Integer({ minimum: 0 })),
  site: Type.Optional(ProbeSite),
});

/** Text that the process wrote through its runtime, as it was handed to the OS. */
export const Output = Type.Object({
  ev: Type.Literal('out'),
  ...stamped,
  stream: Type.Union([Type.Literal('stdout'), Type.Literal('stderr')]),
  /** Part of a line, or several; the recorder puts lines together. Undecodable bytes are U+FFFD. */
  text: Type.String(),
  /** Bytes written to the stream before `text` that are not reported: there were too many. */
  skipped: Type.Optional(Type.Integer({ minimum: 1 })),
});

/** A child was reaped by this process. `code` is the runtime's: negative for a signal's number. */
export const Reaped = Type.Object({
  ev: Type.Literal('reaped'),
  ...stamped,
  child: Pid,
  code: Type.Integer(),
});

/** This process sends a signal to a child through the runtime's process class. */
export const Signalled = Type.Object({
  ev: Type.Literal('signal'),
  ...stamped,
  child: Pid,
  /** Name, for example `SIGTERM`. */
  signal: Type.String(),
  cause: Type.Union([
    Type.Literal('daemon-at-exit'),
    Type.Literal('terminate'),
    Type.Literal('kill'),
  ]),
  site: Type.Union([ProbeSite, Type.Null()]),
});

/** The process's own code is over; its exit phase begins. */
export const CodeEnded = Type.Object({
  ev: Type.Literal('code-ended'),
  ...stamped,
  /** `ExceptionName: message` when an exception ended it, else null. */
  exception: Type.Union([Type.String(), Type.Null()]),
});

/** Last words: the runtime is about to end the process. `code` null where it is not yet known. */
export const Exiting = Type.Object({
  ev: Type.Literal('exiting'),
  ...stamped,
  code: Type.Union([Type.Integer(), Type.Null()]),
});

/** The probe itself met an error and went on without the fact. */
export const ProbeError = Type.Object({
  ev: Type.Literal('probe-error'),
  ...stamped,
  where: Type.String(),
  message: Type.String(),
});

/** Lines were dropped because the recorder did not read in time. */
export const Dropped = Type.Object({
  ev: Type.Literal('dropped'),
  ...stamped,
  count: Type.Integer({ minimum: 1 }),
});

export const ProbeMessage = Type.Union([
  Hello,
  Unsupported,
  StackThread,
  StackTold,
  Identity,
  StartBegin,
  StartEnd,
  StartFailed,
  WaitBegin,
  WaitEnd,
  Detached,
  BlockBegin,
  BlockEnd,
  Note,
  Output,
  Reaped,
  Signalled,
  CodeEnded,
  Exiting,
  ProbeError,
  Dropped,
]);
export type ProbeMessage = Static<typeof ProbeMessage>;
export type ProbeHello = Static<typeof Hello>;

/** What `identity` and `start-begin` both say of a child. */
export type StartFields = Pick<
  Static<typeof StartBegin>,
  | 'name'
  | 'daemon'
  | 'className'
  | 'target'
  | 'method'
  | 'api'
  | 'args'
  | 'role'
  | 'detached'
  | 'argv'
> & { readonly site?: Static<typeof StartBegin>['site'] };
