import { once } from 'node:events';
import { Recording } from '../manager/recording.ts';
import { compressLater } from './compress-later.ts';
import { installedVersion, kernelWorkerFile } from './installation.ts';
import { type LimitOptions, limitsOf } from './limit-options.ts';
import { newTrace } from './own-traces.ts';
import { printSummary, tellNotices } from './recording-output.ts';
import { unwatched } from './unwatched.ts';

export interface AttachOptions extends LimitOptions {
  readonly trace?: string;
  readonly summary?: boolean;
  readonly quiet?: boolean;
  /** End when no window has looked for this long, in seconds. */
  readonly whileWatched?: number;
}

/**
 * `forkscope attach`: watches a running process and all below it until it ends, or until Ctrl+C, which
 * ends the watching only.
 */
export async function attachCommand(pid: number, options: AttachOptions): Promise<void> {
  const traceFile = options.trace ?? newTrace();
  const recording = await Recording.watch({
    pid,
    traceFile,
    version: installedVersion(),
    sampler: 'auto',
    capture: 'auto',
    kernelWorkerFile: kernelWorkerFile(),
    limits: limitsOf(options),
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => recording.release());
  }
  const ends = [recording.rootEnded, once(recording.released, 'abort')];
  const { whileWatched } = options;
  await Promise.race(
    whileWatched === undefined ? ends : [...ends, unwatched(recording, whileWatched)],
  );
  await recording.close();
  compressLater(traceFile);
  if (options.quiet !== true) tellNotices(recording);
  if (options.summary !== false) await printSummary(traceFile, options.trace === undefined);
  // The root may live on, and with it what waits for its end.
  process.exit(0);
}
