import type { ExitStatus } from '../model/process-event.ts';
import { systemErrorCode } from '../model/user-error.ts';
import { mayReadExitStatus, readStat } from './procfs/proc-files.ts';
import { isDying } from './procfs/proc-stat.ts';
import { exitFromWaitStatus } from './wait-status.ts';

/** Whether a process with this PID exists and has not ended; a zombie has. */
export function isAlive(pid: number): boolean {
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    return stat !== undefined && !isDying(stat);
  }
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemErrorCode(error) === 'EPERM';
  }
}

/**
 * How a process that may have ended did so: undefined while it lives, `exit` null where that cannot
 * be read (any more).
 */
export function readEnd(pid: number): { readonly exit: ExitStatus | null } | undefined {
  if (process.platform !== 'linux') return isAlive(pid) ? undefined : { exit: null };
  const stat = readStat(pid);
  if (stat === undefined) return { exit: null };
  if (!isDying(stat)) return undefined;
  const known = stat.state === 'Z' && mayReadExitStatus(pid);
  return { exit: known ? exitFromWaitStatus(stat.exitStatus) : null };
}
