import { randomBytes, randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { DisposableStore } from '../model/disposable.ts';
import type { ExitStatus, ProcessRef, SessionHeader } from '../model/process-event.ts';
import { messageOf, systemErrorCode, UserError } from '../model/user-error.ts';
import type { EmitEvent, EventSource } from '../sources/event-source.ts';
import { type LaunchedRoot, type LaunchRequest, launchRoot } from '../sources/launcher.ts';
import { PidtreeSampler } from '../sources/pidtree-sampler.ts';
import { ProbeChannel } from '../sources/probe/probe-channel.ts';
import { ProcfsSampler } from '../sources/procfs/procfs-sampler.ts';
import { SessionClock } from '../sources/session-clock.ts';
import { StraceSource } from '../sources/strace/strace-source.ts';
import { TRACE_VERSION } from '../trace/trace-format.ts';
import { TraceWriter } from '../trace/trace-writer.ts';
import { ControlServer } from './control-server.ts';
import { EventLog } from './event-log.ts';
import { findExecutable } from './executable.ts';
import { LiveFile } from './live-file.ts';
import { PrivateDirectory } from './private-directory.ts';
import { probedEnvironment } from './probe-environment.ts';
import { stopTree } from './stop-tree.ts';

/** Which source looks at the processes from outside. */
export type SamplerChoice = 'auto' | 'procfs' | 'pidtree' | 'none';

/** Which source sees processes come and go. */
export type CaptureChoice = 'auto' | 'strace' | 'sample';

export interface RecordingOptions {
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdio: LaunchRequest['stdio'];
  readonly traceFile: string;
  /** Directory of the probes that are brought into the program. */
  readonly probesPath: string;
  /** Forkscope's own version. */
  readonly version: string;
  readonly sampler: SamplerChoice;
  readonly capture: CaptureChoice;
}

/** Time for what ended processes have said to be taken in, in ms. */
const DRAIN_MS = 1_000;
/** Time for the runtime's helpers to notice that their program is gone, in ms. */
const HELPER_GRACE_MS = 1_000;
const LOOK_MS = 20;

/**
 * One session being recorded. It owns the sources, the trace and the control socket, and never ends
 * the user's processes unless it is told to.
 */
export class Recording {
  readonly #store: DisposableStore;
  readonly #clock: SessionClock;
  readonly #log: EventLog;
  readonly #writer: TraceWriter;
  readonly #sources: Sources;
  readonly #root: LaunchedRoot;
  #stopping: Promise<void> | undefined;

  private constructor(parts: Parts, root: LaunchedRoot) {
    this.#store = parts.store;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#writer = parts.writer;
    this.#sources = parts.sources;
    this.#root = root;
  }

  /**
   * Starts the command and records it.
   * @throws {UserError} when the command cannot be started or the trace not be written; nothing is
   * left behind then.
   */
  static async start(options: RecordingOptions): Promise<Recording> {
    findExecutable(options.command[0], options.cwd, options.env);
    const store = new DisposableStore();
    try {
      let recording: Recording | undefined;
      const { parts, env } = await assemble(options, store, () => void recording?.stop());
      const { command, cwd, stdio } = options;
      const { wrapper } = parts.sources.tracer ?? {};
      const request = { command, cwd, env, stdio, ...(wrapper && { wrapper }) };
      const root = await launch(request, parts.clock, parts.log.emit);
      recording = new Recording(parts, root);
      return recording;
    } catch (error) {
      store.dispose();
      throw error;
    }
  }

  /** Resolves with the root's end. */
  get rootEnded(): Promise<ExitStatus> {
    return this.#root.ended;
  }

  get rootProcess(): ProcessRef {
    return this.#root.process;
  }

  /** What the user should know of how the session was recorded, one sentence each. */
  get notices(): readonly string[] {
    const { failure } = this.#writer;
    return failure === undefined
      ? this.#log.notices
      : [...this.#log.notices, `The trace is cut short: ${messageOf(failure)}.`];
  }

  /** Hands a signal on to the root. */
  signalRoot(signal: NodeJS.Signals): void {
    this.#root.signal(signal);
  }

  /** Ends all processes of the session. */
  stop(): Promise<void> {
    this.#stopping ??= stopTree(this.#log.live, () => this.#clock.nowUs(), this.#log.emit);
    return this.#stopping;
  }

  /** Waits until every process of the session has ended, at most `withinMs`. */
  async allEnded(withinMs: number): Promise<void> {
    const until = this.#clock.nowUs() + withinMs * 1_000;
    while (this.#log.live.alive().length > 0 && this.#clock.nowUs() < until) await delay(LOOK_MS);
  }

  /** Takes in what has been reported, notes what is left over, and closes the trace. */
  async close(): Promise<void> {
    await this.#stopping;
    await this.#sources.channel.drain(DRAIN_MS);
    await this.#helpersEnded();
    await this.#sources.channel.drain(DRAIN_MS);
    await this.#sources.tracer?.flush();
    await this.#sources.sampler?.flush?.();
    const leftOver: ProcessRef[] = this.#log.live
      .alive()
      .map(({ pid, birth }) => ({ pid, ...(birth && { birth }) }));
    this.#log.emit({
      type: 'session-ended',
      tUs: this.#clock.nowUs(),
      source: 'recorder',
      evidence: 'reported',
      complete: leftOver.length === 0,
      leftOver,
    });
    this.#store.dispose();
  }

  async #helpersEnded(): Promise<void> {
    const until = this.#clock.nowUs() + HELPER_GRACE_MS * 1_000;
    while (this.#clock.nowUs() < until) {
      const alive = this.#log.live.alive();
      if (alive.length === 0 || alive.some(({ helper }) => !helper)) return;
      await delay(LOOK_MS);
    }
  }
}

interface Sources {
  readonly channel: ProbeChannel;
  readonly sampler: EventSource | undefined;
  /** Runs the program under itself. */
  readonly tracer: StraceSource | undefined;
}

interface Parts {
  readonly store: DisposableStore;
  readonly clock: SessionClock;
  readonly log: EventLog;
  readonly writer: TraceWriter;
  readonly sources: Sources;
}

/** Sets up all that must stand before the program starts. */
async function assemble(
  options: RecordingOptions,
  store: DisposableStore,
  onStop: () => void,
): Promise<{ parts: Parts; env: NodeJS.ProcessEnv }> {
  const startedAt = new Date();
  const clock = new SessionClock();
  const sessionId = randomUUID();
  const token = randomBytes(24).toString('hex');
  const directory = store.add(new PrivateDirectory());
  const controlSocket = directory.file('control');
  const control = store.add(new ControlServer({ socketPath: controlSocket, token, onStop }));
  const header: SessionHeader = {
    type: 'session',
    version: TRACE_VERSION,
    id: sessionId,
    command: [...options.command],
    cwd: options.cwd,
    startedAt: startedAt.toISOString(),
    clockEpochUs: clock.epochUs,
    host: hostname(),
    platform: process.platform,
    recordedBy: options.version,
  };
  const writer = new TraceWriter(options.traceFile, (bytes) =>
    control.tellGrown(bytes, clock.nowUs()),
  );
  store.defer(() => writer.close());
  await control.start();
  store.add(new LiveFile(options.traceFile, { sessionId, controlSocket, token }));
  // A window that sees a trace looks for its recorder: the header comes last.
  writer.begin(header);
  const log = new EventLog(writer);

  const socketPath = directory.file('probes');
  const channel = store.add(new ProbeChannel({ socketPath, token, clock, emit: log.emit }));
  await channel.start();
  const sampler = createSampler(options.sampler, clock, log.emit);
  if (sampler !== undefined) {
    store.add(sampler);
    log.follow(sampler);
    await sampler.start();
  }
  let tracer: StraceSource | undefined;
  if (options.capture === 'strace') {
    tracer = store.add(new StraceSource(directory.file('strace'), clock, log.emit));
    log.follow(tracer);
    await tracer.start();
  }
  const env = probedEnvironment(options.env, { probesPath: options.probesPath, socketPath, token });
  return { parts: { store, clock, log, writer, sources: { channel, sampler, tracer } }, env };
}

function createSampler(
  choice: SamplerChoice,
  clock: SessionClock,
  emit: EmitEvent,
): EventSource | undefined {
  switch (choice) {
    case 'none':
      return undefined;
    case 'procfs':
      return new ProcfsSampler(clock, emit);
    case 'pidtree':
      return new PidtreeSampler(clock, emit);
    case 'auto':
      return ProcfsSampler.isAvailable()
        ? new ProcfsSampler(clock, emit)
        : new PidtreeSampler(clock, emit);
  }
}

async function launch(
  request: LaunchRequest,
  clock: SessionClock,
  emit: EmitEvent,
): Promise<LaunchedRoot> {
  try {
    return await launchRoot(request, clock, emit);
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
