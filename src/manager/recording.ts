import { setTimeout as delay } from 'node:timers/promises';
import { DisposableStore } from '../model/disposable.ts';
import type { ExitStatus, ProcessRef } from '../model/process-event.ts';
import { messageOf, systemErrorCode, UserError } from '../model/user-error.ts';
import { type LaunchRequest, launchRoot } from '../sources/launcher.ts';
import { ProbeChannel } from '../sources/probe/probe-channel.ts';
import type { SessionRoot } from '../sources/session-root.ts';
import { NodeStacks } from '../sources/stacks/node-stacks.ts';
import { PythonStacks } from '../sources/stacks/python-stacks.ts';
import type { StackTaker } from '../sources/stacks/stack-taker.ts';
import { StraceSource } from '../sources/strace/strace-source.ts';
import { watchRoot, watchTarget } from '../sources/watched-root.ts';
import type { ControlRequests } from './control-server.ts';
import { findExecutable } from './executable.ts';
import { HostedRoot } from './hosted-root.ts';
import { type ProbeAccess, probedEnvironment } from './probe-environment.ts';
import { PythonCode } from './python-code.ts';
import {
  createParts,
  type RecorderOptions,
  type RecorderParts,
  type SessionStart,
} from './recorder-parts.ts';
import { type StackRequest, StackRequests } from './stack-requests.ts';
import { SessionStops } from './stop/session-stops.ts';

/** What is to be launched and recorded. */
export interface LaunchOptions extends RecorderOptions {
  readonly command: readonly [string, ...string[]];
  /** What session and main process are called, where the command itself would not tell. */
  readonly shownAs?: { readonly command: readonly string[]; readonly name: string };
  /** Variables that the main process alone is to have in addition. */
  readonly mainEnv?: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdio: LaunchRequest['stdio'];
  /** Directory of the probes that are brought into the program. */
  readonly probesPath: string;
  /** Number of the signal by which Python processes are asked for stacks; null for none. */
  readonly stackSignal: number | null;
  /** Whether Node processes keep a thread that can tell where their main one stands. */
  readonly nodeStacks?: boolean;
}

/** What somebody else, a debugger say, will start. */
export interface HostOptions extends RecorderOptions {
  readonly command: readonly string[];
  readonly cwd: string;
  /** The environment that the program would have without the recorder. */
  readonly env: NodeJS.ProcessEnv;
  /** Directory of the probes that are brought into the program. */
  readonly probesPath: string;
  /** Number of the signal by which Python processes are asked for stacks; null for none. */
  readonly stackSignal: number | null;
}

/** A recording that waits for its program. */
export interface HostedRecording {
  readonly recording: Recording;
  /** What the program is to be started with. */
  readonly env: NodeJS.ProcessEnv;
  /**
   * Resolves when the root is known and the trace has begun.
   * @throws {UserError} `trace-unwritable`.
   */
  readonly known: Promise<void>;
  /** The program runs, and this is its process; only the first word counts. */
  setRoot(pid: number): void;
}

/** A running process that is to be watched. */
export interface WatchOptions extends RecorderOptions {
  readonly pid: number;
}

/** Time for what ended processes have said to be taken in, in ms. */
const DRAIN_MS = 1_000;
/** Time for the runtime's helpers to notice that their program is gone, in ms. */
const HELPER_GRACE_MS = 1_000;
const LOOK_MS = 20;

/** What a recording needs of its root. */
type RootHandle = Pick<SessionRoot, 'ended' | 'signal'>;

/** The sources that come with a launch. */
interface LaunchSources {
  readonly channel?: ProbeChannel;
  /** Ask running processes where they stand. */
  readonly stacks?: readonly StackTaker[];
  /** Runs the program under itself. */
  readonly tracer?: StraceSource;
}

/**
 * One session being recorded. It owns the sources, the trace and the control socket, and never ends
 * the user's processes unless it is told to.
 */
export class Recording {
  /** What is asked for over the control socket. */
  readonly stops: SessionStops;
  readonly #store: DisposableStore;
  readonly #parts: RecorderParts;
  readonly #sources: LaunchSources;
  readonly #root: RootHandle;
  readonly #released = new AbortController();
  readonly #stacks: StackRequests;

  private constructor(
    store: DisposableStore,
    parts: RecorderParts,
    sources: LaunchSources,
    root: RootHandle,
  ) {
    this.#store = store;
    this.#parts = parts;
    this.#sources = sources;
    this.#root = root;
    const { log, clock, directory } = parts;
    const mark = sources.channel === undefined ? null : directory.file(PROBE_SOCKET);
    this.stops = new SessionStops(log, clock, mark);
    this.#stacks = new StackRequests(sources.stacks ?? [], log.live, () => clock.nowUs(), log.emit);
  }

  /**
   * Starts a command and records it.
   * @throws {UserError} when the command cannot be started or the trace not be written; nothing is
   * left behind then.
   */
  static launch(options: LaunchOptions): Promise<Recording> {
    const { command, shownAs, cwd, env, mainEnv, stdio } = options;
    findExecutable(command[0], cwd, env);
    const session = { command: shownAs?.command ?? command, cwd, origin: 'launch' } as const;
    return Recording.#begin(options, session, async (parts, store) => {
      const { sources, access } = await launchSources(options, parts, store);
      const { wrapper } = sources.tracer ?? {};
      const optional = { ...(wrapper && { wrapper }), ...(shownAs && { name: shownAs.name }) };
      const request = { command, cwd, stdio, ...optional };
      const probed = { ...probedEnvironment(env, access, command), ...mainEnv };
      parts.begin();
      const root = await launch({ ...request, env: probed }, parts);
      return { sources, root };
    });
  }

  /**
   * Watches a running process and all below it, from outside.
   * @throws {UserError} when there is no such process or the trace cannot be written.
   */
  static watch(options: WatchOptions): Promise<Recording> {
    const { argv, cwd } = watchTarget(options.pid);
    const session: SessionStart = { command: argv, cwd, origin: 'watch' };
    return Recording.#begin(options, session, async ({ kernel, sampler, clock, log, begin }) => {
      begin();
      const root = watchRoot({ pid: options.pid }, clock, log.emit);
      kernel?.notice?.(root.process);
      sampler?.notice?.(root.process);
      return { sources: {}, root };
    });
  }

  /**
   * Prepares to record a program that somebody else starts with the environment that this gives.
   * There is a trace once the program's process is known.
   * @throws {UserError} when the trace cannot be written; nothing is left behind then.
   */
  static async host(options: HostOptions): Promise<HostedRecording> {
    const { command, cwd, env } = options;
    const session: SessionStart = { command, cwd, origin: 'launch' };
    let hosted: { root: HostedRoot; env: NodeJS.ProcessEnv } | undefined;
    const recording = await Recording.#begin(options, session, async (parts, store) => {
      const { sources, access } = await launchSources(options, parts, store);
      const { clock, log, kernel, sampler } = parts;
      const root = store.add(
        new HostedRoot((process) => {
          parts.begin();
          const watched = watchRoot(process, clock, log.emit);
          kernel?.notice?.(watched.process);
          sampler?.notice?.(watched.process);
          log.release();
          return watched;
        }),
      );
      log.hold((process) => root.noticeFirst(process));
      hosted = { root, env: probedEnvironment(env, access, command) };
      return { sources, root };
    });
    if (hosted === undefined) throw new Error('the recording has begun without its root');
    const { root } = hosted;
    return {
      recording,
      env: hosted.env,
      known: root.known,
      setRoot: (pid) => root.become(pid),
    };
  }

  static async #begin(
    options: RecorderOptions,
    session: SessionStart,
    start: (
      parts: RecorderParts,
      store: DisposableStore,
    ) => Promise<{ sources: LaunchSources; root: RootHandle }>,
  ): Promise<Recording> {
    const store = new DisposableStore();
    try {
      let recording: Recording | undefined;
      const requests: ControlRequests = {
        stop: (request, answer) => recording?.stops.stop(request, answer),
        cancelStop: (id) => recording?.stops.cancel(id),
        signal: (request, answer) => recording?.stops.signal(request, answer),
        release: () => recording?.release(),
        note: (message) => recording?.note(message),
        stacks: async (request) => (await recording?.takeStacks(request)) ?? [],
      };
      const parts = await createParts(options, session, requests, store);
      const { sources, root } = await start(parts, store);
      recording = new Recording(store, parts, sources, root);
      return recording;
    } catch (error) {
      store.dispose();
      throw error;
    }
  }

  /** Resolves with the root's end; null where nobody could read how it ended. */
  get rootEnded(): Promise<ExitStatus | null> {
    return this.#root.ended;
  }

  /** Aborted when a window asks that the recording end and the processes go on. */
  get released(): AbortSignal {
    return this.#released.signal;
  }

  /** What the user should know of how the session was recorded, one sentence each. */
  get notices(): readonly string[] {
    const { writer, log } = this.#parts;
    return writer.failure === undefined
      ? log.notices
      : [...log.notices, `The trace is cut short: ${messageOf(writer.failure)}.`];
  }

  /** How many windows are looking at the session now. */
  get watchers(): number {
    return this.#parts.control.watchers;
  }

  /** Hands a signal on to the root. */
  signalRoot(signal: NodeJS.Signals): void {
    this.#root.signal(signal);
  }

  /** Has a sentence for the user go into the trace. */
  note(message: string): void {
    const tUs = this.#parts.clock.nowUs();
    const by = { source: 'recorder', evidence: 'reported' } as const;
    this.#parts.log.emit({ type: 'notice', tUs, ...by, message });
  }

  /** Ends the recording of a watched session; its processes go on. */
  release(): void {
    this.#released.abort();
  }

  /** Takes stacks of processes into the trace, and resolves with them. */
  takeStacks(request: StackRequest): ReturnType<StackRequests['take']> {
    return this.#stacks.take(request);
  }

  /** Waits until every process of the session has ended, at most `withinMs`. */
  async allEnded(withinMs: number): Promise<void> {
    const { log, clock } = this.#parts;
    const until = clock.nowUs() + withinMs * 1_000;
    while (log.live.alive().length > 0 && clock.nowUs() < until) await delay(LOOK_MS);
  }

  /** Takes in what has been reported, notes what is left over, and closes the trace. */
  async close(): Promise<void> {
    const { log, clock, kernel, sampler } = this.#parts;
    const { channel, tracer } = this.#sources;
    await this.stops.settled();
    await channel?.drain(DRAIN_MS);
    await this.#helpersEnded();
    await channel?.drain(DRAIN_MS);
    await tracer?.flush();
    await kernel?.flush?.();
    await sampler?.flush?.();
    const leftOver: ProcessRef[] = log.live
      .alive()
      .map(({ pid, birth }) => ({ pid, ...(birth && { birth }) }));
    log.emit({
      type: 'session-ended',
      tUs: clock.nowUs(),
      source: 'recorder',
      evidence: 'reported',
      complete: leftOver.length === 0,
      leftOver,
    });
    this.#store.dispose();
    await kernel?.ended?.();
  }

  async #helpersEnded(): Promise<void> {
    const { log, clock } = this.#parts;
    const until = clock.nowUs() + HELPER_GRACE_MS * 1_000;
    while (clock.nowUs() < until) {
      const alive = log.live.alive();
      if (alive.length === 0 || alive.some(({ helper }) => !helper)) return;
      await delay(LOOK_MS);
    }
  }
}

const PROBE_SOCKET = 'probes';
const STACKS = 'stacks';

function probeAccess(
  options: Pick<LaunchOptions, 'probesPath' | 'stackSignal' | 'nodeStacks'>,
  { directory, token, kernel }: RecorderParts,
  { pythonPath }: PythonCode,
): ProbeAccess {
  const { probesPath, stackSignal, nodeStacks = false } = options;
  const stacks = { signal: stackSignal ?? 0, file: directory.file(STACKS) };
  return {
    probesPath,
    pythonPath,
    socketPath: directory.file(PROBE_SOCKET),
    token,
    ...(stackSignal !== null && { stacks }),
    nodeStacks,
    kernelTells: kernel !== undefined,
  };
}

/** What must listen before the program starts, and how the program finds it. */
async function launchSources(
  options: RecorderOptions &
    Pick<LaunchOptions, 'stackSignal' | 'nodeStacks' | 'probesPath' | 'env'>,
  parts: RecorderParts,
  store: DisposableStore,
): Promise<{ sources: LaunchSources; access: ProbeAccess }> {
  const { clock, log, directory, token } = parts;
  const { emit } = log;
  const socketPath = directory.file(PROBE_SOCKET);
  const channel = store.add(
    new ProbeChannel({
      socketPath,
      token,
      clock,
      emit,
      outputLines: options.limits.outputLines,
    }),
  );
  await channel.start();
  const { probesPath, env } = options;
  const python = store.add(new PythonCode({ sessionPath: directory.path, probesPath, env }));
  const access = probeAccess(options, parts, python);
  const stacks = [
    ...pythonStacks(options.stackSignal, directory.file(STACKS), store),
    new NodeStacks(channel.questions),
  ];
  if (options.capture !== 'strace') return { sources: { channel, stacks }, access };
  const tracer = store.add(new StraceSource(directory.file('strace'), clock, emit));
  log.follow(tracer);
  await tracer.start();
  return { sources: { channel, stacks, tracer }, access };
}

function pythonStacks(signal: number | null, file: string, store: DisposableStore): StackTaker[] {
  if (signal === null || process.platform !== 'linux') return [];
  return [store.add(new PythonStacks(file, signal))];
}

async function launch(request: LaunchRequest, { clock, log }: RecorderParts): Promise<SessionRoot> {
  try {
    return await launchRoot(request, clock, log.emit);
  } catch (error) {
    const name = request.command[0];
    // The file was there a moment ago: what the system misses is what its first line names.
    const missing = systemErrorCode(error) === 'ENOENT' && name.includes('/');
    const message = missing
      ? `${name} cannot be started: the interpreter named in its first line is missing.`
      : `${name} cannot be started: ${messageOf(error)}.`;
    throw new UserError(missing ? 'command-not-found' : 'launch-failed', message, { cause: error });
  }
}
