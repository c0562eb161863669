import type { CaptureChoice, SamplerChoice } from '../manager/recorder-parts.ts';
import { Recording } from '../manager/recording.ts';
import { UserError } from '../model/user-error.ts';
import { finishAs } from './finish.ts';
import { inheritedStdio } from './inherited-descriptors.ts';
import { installedVersion, kernelWorkerFile, probesPath } from './installation.ts';
import { printSummary, tellNotices, temporaryTrace } from './recording-output.ts';
import { passSignals } from './signals.ts';

export interface RunOptions {
  readonly trace?: string;
  readonly summary?: boolean;
  readonly quiet?: boolean;
  /** Seconds, or true for as long as it takes. */
  readonly waitAll?: number | true;
  readonly sampler: SamplerChoice;
  readonly capture: CaptureChoice;
}

/** `forkscope run`: records a command and ends as it ended. */
export async function runCommand(command: readonly string[], options: RunOptions): Promise<never> {
  const stdio = inheritedStdio();
  const [file, ...args] = command;
  if (file === undefined) {
    throw new UserError('usage', 'Name the command to run: forkscope run -- COMMAND [ARG …]');
  }
  const traceFile = options.trace ?? temporaryTrace();
  let recording: Recording | undefined;
  // From before the start on: a signal in between must not leave the program without its recorder.
  const signals = passSignals((signal) => recording?.signalRoot(signal));
  try {
    recording = await Recording.launch({
      command: [file, ...args],
      cwd: process.cwd(),
      env: process.env,
      stdio,
      traceFile,
      probesPath: probesPath(),
      version: installedVersion(),
      sampler: options.sampler,
      capture: options.capture,
      kernelWorkerFile: kernelWorkerFile(),
    });
  } catch (error) {
    signals.dispose();
    throw error;
  }
  const exit = await recording.rootEnded;
  if (options.waitAll !== undefined) {
    const seconds = options.waitAll === true ? Number.POSITIVE_INFINITY : options.waitAll;
    await recording.allEnded(seconds * 1_000);
  }
  await recording.close();
  if (options.quiet !== true) tellNotices(recording);
  if (options.summary === true) await printSummary(traceFile, options.trace === undefined);
  signals.dispose();
  return finishAs(exit ?? { code: 0 });
}
