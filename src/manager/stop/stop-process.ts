import { UserError } from '../../model/user-error.ts';
import type { StopMode, StopResult } from '../../protocol/stop-report.ts';
import type { StopWatch } from '../recorder-request.ts';
import { processTable } from './process-table.ts';
import { runStop } from './stop-run.ts';

/**
 * Ends a process that no recorder watches: the one that has this PID now, with `tree` all below it.
 * @throws {UserError} `process-gone` when there is none, or it is this one.
 */
export async function stopProcess(
  pid: number,
  tree: boolean,
  mode: StopMode,
  { onProgress, cancel }: StopWatch = {},
): Promise<StopResult> {
  const table = processTable();
  const root = table.read(pid);
  if (root === undefined || root.state === 'ended') {
    throw new UserError(
      'process-gone',
      `There is no process ${pid} any more; nothing was stopped.`,
    );
  }
  if (pid === process.pid) {
    throw new UserError('process-gone', `Process ${pid} is this command itself; name another one.`);
  }
  const scope = {
    hints: () => [pid],
    includes: (seen: { pid: number; start: string }) =>
      seen.pid === pid && seen.start === root.start,
    tree,
    mark: null,
  };
  return runStop(scope, mode, table, { ...(onProgress && { onProgress }) }, cancel);
}
