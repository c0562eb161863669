import { resolve } from 'node:path';
import type { CaptureChoice, SamplerChoice } from '../manager/recorder-parts.ts';
import { type LaunchOptions, Recording } from '../manager/recording.ts';
import type { Disposable } from '../model/disposable.ts';
import type { ExitStatus } from '../model/process-event.ts';
import { TRACE_PARENT, traceContextBelow, traceParent } from '../trace/export/trace-parent.ts';
import { compressLater } from './compress-later.ts';
import { inheritedStdio } from './inherited-descriptors.ts';
import { installedVersion, kernelWorkerFile, probesPath } from './installation.ts';
import { type LimitOptions, limitsOf } from './limit-options.ts';
import { newTrace } from './own-traces.ts';
import { tellNotices } from './recording-output.ts';
import { passSignals } from './signals.ts';
import { startBeside } from './start-beside.ts';

export interface RecordOptions extends LimitOptions {
  readonly trace?: string;
  readonly quiet?: boolean;
  /** Seconds, or true for as long as it takes. */
  readonly waitAll?: number | true;
  readonly sampler: SamplerChoice;
  readonly capture: CaptureChoice;
  /** By which Python processes are asked for stacks; null: not at all. */
  readonly stackSignal?: number | null;
  /** Whether Node processes keep a thread that can tell where their main one stands. */
  readonly nodeStacks?: boolean;
  /** URL of an OpenTelemetry collector that the session is streamed to. */
  readonly otlp?: string;
  /** Whether what the program launches, on other hosts too, is to know of this session. */
  readonly traceParent?: boolean;
}

/** What is to be run. */
export type RecordTarget = Pick<LaunchOptions, 'command' | 'shownAs' | 'mainEnv'>;

export interface RecordedCommand {
  readonly traceFile: string;
  /** How the command ended; null where nobody could read it. */
  readonly exit: ExitStatus | null;
  /** Signals are handed on until this is disposed of. */
  readonly signals: Disposable;
}

/**
 * Records a command to its end.
 * @throws {UserError} when it cannot be started, or the trace not be written.
 */
export async function recordCommand(
  target: RecordTarget,
  options: RecordOptions,
): Promise<RecordedCommand> {
  const stdio = inheritedStdio();
  const traceFile = options.trace ?? newTrace();
  let recording: Recording | undefined;
  // From before the start on: a signal in between must not leave the program without its recorder.
  const signals = passSignals((signal) => recording?.signalRoot(signal));
  try {
    recording = await Recording.launch({
      ...target,
      cwd: process.cwd(),
      ...placeInTrace(options),
      stdio,
      traceFile,
      probesPath: probesPath(),
      version: installedVersion(),
      stackSignal: options.stackSignal ?? null,
      nodeStacks: options.nodeStacks ?? false,
      sampler: options.sampler,
      capture: options.capture,
      kernelWorkerFile: kernelWorkerFile(),
      limits: limitsOf(options),
    });
  } catch (error) {
    signals.dispose();
    throw error;
  }
  if (options.otlp !== undefined) startBeside('stream', resolve(traceFile), '--otlp', options.otlp);
  const exit = await recording.rootEnded;
  if (options.waitAll !== undefined) {
    const seconds = options.waitAll === true ? Number.POSITIVE_INFINITY : options.waitAll;
    await recording.allEnded(seconds * 1_000);
  }
  await recording.close();
  compressLater(traceFile);
  if (options.quiet !== true) tellNotices(recording);
  return { traceFile, exit, signals };
}

/**
 * A session is part of the trace that it was started in. What it starts is told so where somebody wants
 * that: the program's environment is its own.
 */
function placeInTrace({
  otlp,
  traceParent: handsOn,
}: RecordOptions): Pick<LaunchOptions, 'env' | 'traceContext'> {
  const { env } = process;
  const isTold = otlp !== undefined || handsOn === true;
  if (!isTold && env[TRACE_PARENT] === undefined) return { env };
  const traceContext = traceContextBelow(env[TRACE_PARENT]);
  if (!isTold) return { env, traceContext };
  return { env: { ...env, [TRACE_PARENT]: traceParent(traceContext) }, traceContext };
}
