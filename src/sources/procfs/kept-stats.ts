import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { systemErrorCode } from '../../model/user-error.ts';
import { type ProcStat, parseProcStat } from './proc-stat.ts';

/** More than this many descriptors are never kept. */
const MOST_KEPT = 1_000;
/** Of the descriptors that this process may have, at most this part is used up. */
const PART_OF_LIMIT = 0.25;
/** Longer than any stat. */
const STAT_BYTES = 2_048;

/** `unknown`: it could not be read now, which says nothing of the process. */
export type StatReading = ProcStat | 'gone' | 'unknown';

/** How many descriptors may be kept, by the text of /proc/self/limits. */
export function keptLimit(limits: string): number {
  const soft = /^Max open files\s+(\d+)/m.exec(limits)?.[1];
  if (soft === undefined) return MOST_KEPT;
  return Math.min(MOST_KEPT, Math.floor(Number(soft) * PART_OF_LIMIT));
}

/**
 * Reads /proc/PID/stat through descriptors that are kept open, one for each process: three times
 * cheaper than to open it each time, and such a descriptor never shows another process that got the
 * PID later. Past the limit, files are opened for each read.
 */
export class KeptStats {
  readonly #limit: number;
  readonly #descriptors = new Map<number, number>();
  readonly #buffer = Buffer.alloc(STAT_BYTES);

  constructor(limit: number = keptLimit(readLimits())) {
    this.#limit = limit;
  }

  /** Descriptors that are open now. */
  get kept(): number {
    return this.#descriptors.size;
  }

  read(pid: number): StatReading {
    const kept = this.#descriptors.get(pid);
    if (kept !== undefined) return this.#readFrom(kept);
    let descriptor: number;
    try {
      descriptor = openSync(`/proc/${pid}/stat`, 'r');
    } catch (error) {
      return systemErrorCode(error) === 'ENOENT' ? 'gone' : 'unknown';
    }
    const stat = this.#readFrom(descriptor);
    if (typeof stat === 'object' && this.#descriptors.size < this.#limit) {
      this.#descriptors.set(pid, descriptor);
    } else {
      closeSync(descriptor);
    }
    return stat;
  }

  forget(pid: number): void {
    const descriptor = this.#descriptors.get(pid);
    if (descriptor === undefined) return;
    this.#descriptors.delete(pid);
    closeSync(descriptor);
  }

  dispose(): void {
    for (const pid of [...this.#descriptors.keys()]) this.forget(pid);
  }

  #readFrom(descriptor: number): StatReading {
    try {
      const length = readSync(descriptor, this.#buffer, 0, STAT_BYTES, 0);
      return parseProcStat(this.#buffer.toString('utf8', 0, length)) ?? 'unknown';
    } catch (error) {
      return systemErrorCode(error) === 'ESRCH' ? 'gone' : 'unknown';
    }
  }
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
