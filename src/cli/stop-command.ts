import { statSync } from 'node:fs';
import { requestStop, type StopWatch } from '../manager/recorder-request.ts';
import { stopProcess } from '../manager/stop/stop-process.ts';
import { UserError } from '../model/user-error.ts';
import {
  type StopMode,
  type StopProgress,
  type StopResult,
  stopDetails,
  stopSummary,
} from '../protocol/stop-report.ts';

export interface StopOptions {
  /** Of a trace: stop this process of its session only. */
  readonly pid?: number;
  readonly tree?: boolean;
  /** Kill at once. */
  readonly now?: boolean;
  readonly quiet?: boolean;
}

/**
 * `forkscope stop`: ends the session that a trace is being written of, one process of it, or any
 * process by its PID; says what is left and why, and ends with 1 if anything is.
 */
export async function stopCommand(target: string, options: StopOptions): Promise<void> {
  const mode: StopMode = options.now === true ? 'kill' : 'graceful';
  const cancel = new AbortController();
  process.once('SIGINT', () => cancel.abort());
  const onProgress = options.quiet === true ? undefined : tellProgress();
  const watch: StopWatch = { cancel: cancel.signal, ...(onProgress && { onProgress }) };
  const result = await stop(target, options, mode, watch);
  process.stdout.write(
    `${[stopSummary(result), ...stopDetails(result).map((line) => `  ${line}`)].join('\n')}\n`,
  );
  process.exitCode = result.survivors.length > 0 || result.cancelled ? 1 : 0;
}

function stop(
  target: string,
  { pid, tree = false }: StopOptions,
  mode: StopMode,
  watch: StopWatch,
): Promise<StopResult> {
  const isFile = statSync(target, { throwIfNoEntry: false }) !== undefined;
  if (isFile) {
    if (tree && pid === undefined) {
      throw new UserError('usage', 'Name the process whose tree is meant: --pid PID --tree.');
    }
    const what = pid === undefined ? 'session' : ({ process: { pid }, tree } as const);
    return requestStop(target, what, mode, watch);
  }
  if (!/^[1-9]\d*$/.test(target)) {
    throw new UserError('usage', `${target} is neither a trace nor a process ID.`);
  }
  if (pid !== undefined) throw new UserError('usage', '--pid goes with a trace only.');
  return stopProcess(Number(target), tree, mode, watch);
}

const STAGES: Readonly<Record<StopProgress['stage'], string>> = {
  interrupt: 'SIGINT',
  terminate: 'SIGTERM',
  freeze: 'halting them',
  kill: 'SIGKILL',
};

/** A line a stage, so that it reads in a log, too. */
function tellProgress(): (progress: StopProgress) => void {
  let told: string | undefined;
  return ({ stage, alive }) => {
    if (stage === told || alive === 0) return;
    told = stage;
    process.stderr.write(`forkscope: ${STAGES[stage]}, ${alive} still there\n`);
  };
}
