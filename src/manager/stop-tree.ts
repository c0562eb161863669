import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessRef, SessionEvent } from '../model/process-event.ts';
import type { EmitEvent } from '../sources/event-source.ts';
import { isAlive } from '../sources/process-end.ts';
import type { LiveProcesses } from './live-processes.ts';

/** How long processes may take to end after SIGTERM, in ms. */
const GRACE_MS = 2_000;
const LOOK_MS = 20;

/**
 * Ends every process of a session: SIGTERM to all, and SIGKILL to those that are alive after the grace
 * period, new ones included. Resolves when none is left or the kernel keeps one.
 */
export async function stopTree(
  live: LiveProcesses,
  nowUs: () => number,
  emit: EmitEvent,
): Promise<void> {
  const send = (process: ProcessRef, signal: 'SIGTERM' | 'SIGKILL') => {
    if (!trySignal(process.pid, signal)) return;
    emit(stopped(process, signal, nowUs()));
  };
  for (const process of live.alive()) send(process, 'SIGTERM');
  await allEnded(live, GRACE_MS);
  for (const process of live.alive()) send(process, 'SIGKILL');
  await allEnded(live, GRACE_MS);
}

async function allEnded(live: LiveProcesses, withinMs: number): Promise<void> {
  const until = Date.now() + withinMs;
  while (live.alive().length > 0 && Date.now() < until) await delay(LOOK_MS);
}

function trySignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return isAlive(pid) && process.kill(pid, signal);
  } catch {
    return false;
  }
}

function stopped(target: ProcessRef, signal: string, tUs: number): SessionEvent {
  const { pid, birth } = target;
  return {
    type: 'signalled',
    tUs,
    source: 'recorder',
    evidence: 'reported',
    process: { pid, ...(birth && { birth }) },
    by: null,
    signal,
    cause: 'stop',
    site: null,
  };
}
