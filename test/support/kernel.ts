/** For tests of kernel events: whether there are any here, and the source by itself. */
import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import type { SessionEvent } from '../../src/model/process-event.ts';
import { KernelEvents } from '../../src/sources/kernel/kernel-events.ts';
import { SessionClock } from '../../src/sources/session-clock.ts';

const workerFile = resolve('dist/kernel-worker.js');

/** The source, started, and what it has told. */
export async function startKernel(): Promise<{ kernel: KernelEvents; events: SessionEvent[] }> {
  const events: SessionEvent[] = [];
  const clock = new SessionClock();
  const kernel = new KernelEvents({ clock, emit: (event) => events.push(event), workerFile });
  await kernel.start();
  return { kernel, events };
}

/**
 * Skips the tests of a suite where the kernel does not confirm that it sends events, and says why. Where
 * it does, nothing is skipped.
 */
export async function skipWithoutKernelEvents(this: Mocha.Context): Promise<void> {
  const { kernel } = await startKernel();
  kernel.dispose();
  if (kernel.unavailable === undefined) return;
  console.log(`      no kernel events: ${kernel.unavailable}`);
  this.skip();
}

/** Whether the kernel tells the name of every program that is executed, in a test of that user. */
export function execNamesAreTold(isRoot: boolean): boolean {
  const paranoid = Number(readFileSync('/proc/sys/kernel/perf_event_paranoid', 'utf8'));
  return cpus().length <= 16 && (isRoot || paranoid <= 2);
}

/** Events of one type. */
export function eventsOf<T extends SessionEvent['type']>(
  events: readonly SessionEvent[],
  type: T,
): Extract<SessionEvent, { type: T }>[] {
  return events.filter((event): event is Extract<SessionEvent, { type: T }> => event.type === type);
}
