import { readlinkSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Birth, ExitStatus, ProcessRef } from '../model/process-event.ts';
import { UserError } from '../model/user-error.ts';
import type { EmitEvent } from './event-source.ts';
import { readEnd } from './process-end.ts';
import { ProcClock } from './procfs/proc-clock.ts';
import { mayReadExitStatus, readArgv, readStat } from './procfs/proc-files.ts';
import type { SessionClock } from './session-clock.ts';
import type { SessionRoot } from './session-root.ts';

const LOOK_MS = 50;

/** Of a process whose start time cannot be read: it began before we came. */
const UNKNOWN_BIRTH_US = 1_000_000;

/** What can be said of a running process before it is watched. */
export interface WatchTarget {
  readonly pid: number;
  readonly argv: readonly string[];
  readonly cwd: string;
}

/**
 * Looks at a running process that is to be watched.
 * @throws {UserError} `process-gone` when there is none of that PID, or it may not be watched.
 */
export function watchTarget(pid: number): WatchTarget {
  if (readEnd(pid) !== undefined) {
    throw new UserError('process-gone', `There is no process ${pid} any more; choose another one.`);
  }
  if (process.platform === 'linux' && !mayReadExitStatus(pid)) {
    throw new UserError(
      'process-gone',
      `Process ${pid} belongs to another user; watch it as that user, or as root.`,
    );
  }
  const argv = process.platform === 'linux' ? readArgv(pid) : undefined;
  return { pid, argv: argv ?? [String(pid)], cwd: cwdOf(pid) };
}

/** Watches a running process from outside: nothing about it changes. */
export function watchRoot(
  { pid, birth: known }: ProcessRef,
  clock: SessionClock,
  emit: EmitEvent,
): SessionRoot {
  const stat = process.platform === 'linux' ? readStat(pid) : undefined;
  const birth: Birth =
    stat === undefined
      ? (known ?? [clock.nowUs() - UNKNOWN_BIRTH_US, UNKNOWN_BIRTH_US])
      : new ProcClock(clock).birthOf(stat.startTicks);
  const root = { pid, birth };
  emit({
    type: 'described',
    tUs: clock.nowUs(),
    source: 'recorder',
    evidence: 'reported',
    process: root,
    role: 'main',
  });
  return {
    process: root,
    signal: (signal) => trySignal(pid, signal),
    ended: whenEnded(pid, stat?.startTicks),
  };
}

async function whenEnded(pid: number, startTicks: number | undefined): Promise<ExitStatus | null> {
  for (;;) {
    const end = readEnd(pid);
    if (end !== undefined) return end.exit;
    if (startTicks !== undefined && readStat(pid)?.startTicks !== startTicks) return null;
    await delay(LOOK_MS);
  }
}

function trySignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

function cwdOf(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return '';
  }
}
