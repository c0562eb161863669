import { randomBytes, randomUUID } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import type { DisposableStore } from '../model/disposable.ts';
import type { SessionHeader, TraceContext } from '../model/process-event.ts';
import { UserError } from '../model/user-error.ts';
import type { EmitEvent, EventSource } from '../sources/event-source.ts';
import { KernelEvents } from '../sources/kernel/kernel-events.ts';
import { PidtreeSampler } from '../sources/pidtree-sampler.ts';
import { ProcfsSampler } from '../sources/procfs/procfs-sampler.ts';
import { PsSampler } from '../sources/ps/ps-sampler.ts';
import { SessionClock } from '../sources/session-clock.ts';
import { TRACE_VERSION } from '../trace/trace-format.ts';
import { TraceWriter } from '../trace/trace-writer.ts';
import { type ControlRequests, ControlServer } from './control-server.ts';
import { EventLog } from './event-log.ts';
import { LiveFile } from './live-file.ts';
import { PrivateDirectory } from './private-directory.ts';
import { type RecordLimits, TraceLimit } from './record-limits.ts';

/** Which source looks at the processes from outside. */
export type SamplerChoice = 'auto' | 'procfs' | 'ps' | 'pidtree' | 'none';

/** Which source sees processes come and go; `auto` is the kernel where it can be, else the sampler. */
export type CaptureChoice = 'auto' | 'kernel' | 'strace' | 'sample';

/** Name of the control socket in the session's directory. */
export const CONTROL_SOCKET = 'control';

/** What every recording needs to be told. */
export interface RecorderOptions {
  readonly traceFile: string;
  /** Forkscope's own version. */
  readonly version: string;
  readonly sampler: SamplerChoice;
  readonly capture: CaptureChoice;
  /** The built thread that listens to the kernel. */
  readonly kernelWorkerFile: string;
  /** How much is kept. */
  readonly limits: RecordLimits;
  /** The session's place in a distributed trace, if it has one. */
  readonly traceContext?: TraceContext;
}

/** What the session is about. */
export interface SessionStart {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly origin: SessionHeader['origin'];
}

/** What a recorder consists of before there is a root; all of it is owned by one store. */
export interface RecorderParts {
  readonly clock: SessionClock;
  readonly log: EventLog;
  readonly writer: TraceWriter;
  readonly control: ControlServer;
  readonly directory: PrivateDirectory;
  readonly token: string;
  readonly sampler: EventSource | undefined;
  /** Listens already: it is to see the root's first moment. */
  readonly kernel: EventSource | undefined;
  /**
   * Begins the trace, once nothing is left to fail but the root's own start. A window that sees a
   * trace looks for its recorder, so that all else is there before.
   * @throws {UserError} `trace-unwritable`.
   */
  begin(): void;
}

/**
 * Sets up clock, trace, control socket, sampler and kernel events.
 * @throws {UserError} `trace-unwritable`; `capture-unavailable`.
 */
export async function createParts(
  options: RecorderOptions,
  session: SessionStart,
  requests: ControlRequests,
  store: DisposableStore,
): Promise<RecorderParts> {
  const startedAt = new Date();
  const clock = new SessionClock();
  const sessionId = randomUUID();
  const token = randomBytes(24).toString('hex');
  const directory = store.add(new PrivateDirectory());
  const controlSocket = directory.file(CONTROL_SOCKET);
  const control = store.add(new ControlServer({ socketPath: controlSocket, token, requests }));
  const writer = new TraceWriter(options.traceFile, (bytes) =>
    control.tellGrown(bytes, clock.nowUs()),
  );
  store.defer(() => writer.close());
  await control.start();
  store.add(new LiveFile(options.traceFile, { sessionId, controlSocket, token }));
  const log = new EventLog(writer, new TraceLimit(options.limits.traceBytes));
  const sampler = createSampler(options.sampler, clock, log.emit);
  if (sampler !== undefined) {
    store.add(sampler);
    log.follow(sampler);
    await sampler.start();
  }
  const kernel = await startKernel(options, clock, log, store);
  const begin = () =>
    writer.begin({
      type: 'session',
      version: TRACE_VERSION,
      id: sessionId,
      command: [...session.command],
      cwd: session.cwd,
      origin: session.origin,
      startedAt: startedAt.toISOString(),
      clockEpochUs: clock.epochUs,
      host: hostname(),
      platform: process.platform,
      cpus: availableParallelism(),
      recordedBy: options.version,
      ...(options.traceContext !== undefined && { traceContext: options.traceContext }),
    });
  return { clock, log, writer, control, directory, token, sampler, kernel, begin };
}

/** @throws {UserError} `capture-unavailable` when kernel events are asked for and there are none. */
async function startKernel(
  { capture, kernelWorkerFile: workerFile }: RecorderOptions,
  clock: SessionClock,
  log: EventLog,
  store: DisposableStore,
): Promise<EventSource | undefined> {
  if (capture !== 'auto' && capture !== 'kernel') return undefined;
  const kernel = store.add(new KernelEvents({ clock, emit: log.emit, workerFile }));
  await kernel.start();
  const { unavailable } = kernel;
  if (unavailable === undefined) {
    log.follow(kernel);
    return kernel;
  }
  if (capture === 'auto') return undefined;
  throw new UserError('capture-unavailable', `${unavailable} Choose another capture.`);
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
    case 'ps':
      return new PsSampler(clock, emit);
    case 'pidtree':
      return new PidtreeSampler(clock, emit);
    case 'auto':
      return createSampler(samplerHere(), clock, emit);
  }
}

/** The sampler that sees most on this machine. */
function samplerHere(): SamplerChoice {
  if (ProcfsSampler.isAvailable()) return 'procfs';
  return process.platform === 'win32' ? 'pidtree' : 'ps';
}
