import { readTaskFile, taskIds } from './proc-files.ts';
import { parseSchedstat, type Schedstat } from './schedstat.ts';
import type { ThreadReadings } from './share-meter.ts';

/** Of a process with more threads, the main one alone is read. */
const MOST_THREADS = 32;

/** The counters of a process's threads; undefined where the kernel keeps none. */
export function readSchedstats(pid: number, threads: number): ThreadReadings | undefined {
  const ids = threads > 1 && threads <= MOST_THREADS ? taskIds(pid) : [pid];
  const readings = new Map<number, Schedstat>();
  for (const id of ids) {
    const reading = parseSchedstat(readTaskFile(pid, id, 'schedstat') ?? '');
    if (reading !== undefined) readings.set(id, reading);
  }
  return readings.size === 0 ? undefined : readings;
}
