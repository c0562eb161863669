/** The machine's processes, and signals to them: the edge at which a stop touches the system. */
import { readdirSync } from 'node:fs';
import { systemErrorCode } from '../../model/user-error.ts';
import { isAlive } from '../../sources/process-end.ts';
import { readStat, readText } from '../../sources/procfs/proc-files.ts';
import { isExiting, type ProcStat } from '../../sources/procfs/proc-stat.ts';
import type { Identity, Outcome, SeenProcess } from './stop-plan.ts';

export interface ProcessTable {
  /** Everything that the system shows now, `hints` at least where it cannot be asked for all. */
  all(hints: readonly number[]): SeenProcess[];
  /** Who has this number now. */
  read(pid: number): SeenProcess | undefined;
  /** Sends a signal to whoever has this number now. */
  send(pid: number, signal: NodeJS.Signals): Outcome;
  /** Whether the process was started with this text in its environment. */
  hasInEnvironment(pid: number, text: string): boolean;
}

/**
 * Sends `signal` to this very life. Between the look and the signal the process would have to end, be
 * reaped, and the system to hand out all its other numbers (32,768 at least) before this one again:
 * both are calls in a row without a turn of the event loop in between, some microseconds apart.
 */
export function sendTo(table: ProcessTable, target: Identity, signal: NodeJS.Signals): Outcome {
  const now = table.read(target.pid);
  if (now === undefined || now.start !== target.start || now.state === 'ended') return 'gone';
  return table.send(target.pid, signal);
}

/** The table of this machine. */
export function processTable(): ProcessTable {
  return process.platform === 'linux' ? procTable : bareTable;
}

function send(pid: number, signal: NodeJS.Signals): Outcome {
  try {
    process.kill(pid, signal);
    return 'sent';
  } catch (error) {
    return systemErrorCode(error) === 'EPERM' ? 'not-permitted' : 'gone';
  }
}

const procTable: ProcessTable = {
  all: () => {
    const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
    return pids.flatMap((pid) => procTable.read(Number(pid)) ?? []);
  },
  read: (pid) => {
    const stat = readStat(pid);
    return stat === undefined ? undefined : seen(stat);
  },
  send,
  hasInEnvironment: (pid, text) => readText(`/proc/${pid}/environ`)?.includes(text) ?? false,
};

function seen(stat: ProcStat): SeenProcess {
  const { pid, ppid, sid, comm } = stat;
  return { pid, ppid, sid, name: comm, start: String(stat.startTicks), state: stateOf(stat) };
}

function stateOf(stat: ProcStat): SeenProcess['state'] {
  // With threads left, only the main thread has ended.
  if ((stat.state === 'Z' || stat.state === 'X') && stat.threads <= 1) return 'ended';
  if (stat.state === 'D') return 'uninterruptible';
  if (isExiting(stat) && stat.threads <= 1) return 'ending';
  return stat.state === 'T' ? 'stopped' : 'alive';
}

/** Where there is no /proc: the numbers that are known, with nothing to tell their lives apart. */
const bareTable: ProcessTable = {
  all: (hints) => hints.flatMap((pid) => bareTable.read(pid) ?? []),
  read: (pid) =>
    isAlive(pid) ? { pid, start: '', name: '', ppid: 0, sid: 0, state: 'alive' } : undefined,
  send,
  hasInEnvironment: () => false,
};
