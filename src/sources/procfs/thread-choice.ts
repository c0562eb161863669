import type { BlockedReason } from '../../model/process-event.ts';
import type { Blocked } from './blocked-reason.ts';

/** A thread other than the main one, as it was seen. */
export type OtherThread = 'running' | Blocked;

/** The main thread waits for another thread, or for what another thread would release. */
const WAITS_FOR_THREAD: ReadonlySet<BlockedReason> = new Set(['lock-or-thread', 'thread']);

/** What holds up a thread from outside, and with it those that wait for the thread. */
const HELD_UP: ReadonlySet<BlockedReason> = new Set([
  'waitpid',
  'input',
  'output',
  'pipe',
  'pipe-full',
  'socket',
  'accept',
  'file-lock',
  'disk',
]);

/** Whether the reasons of the other threads could say more than the main thread's own. */
export function asksOthers({ reason }: Blocked): boolean {
  return WAITS_FOR_THREAD.has(reason);
}

/**
 * What a process of several threads does, whose main thread is blocked: it runs if any thread does;
 * and where main waits for a thread and exactly one thing holds the others up, it is that.
 */
export function processWide(main: Blocked, others: readonly OtherThread[]): OtherThread {
  const blocked: Blocked[] = [];
  for (const other of others) {
    if (other === 'running') return 'running';
    if (!WAITS_FOR_THREAD.has(other.reason)) blocked.push(other);
  }
  const [only, ...more] = blocked;
  if (only === undefined || !asksOthers(main) || !HELD_UP.has(only.reason)) return main;
  const same = more.every(({ reason, wait }) => reason === only.reason && wait === only.wait);
  return same ? only : main;
}
