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

/** An open stat and what it held when it was last read. */
interface Kept {
  readonly descriptor: number;
  bytes: Buffer;
  stat: ProcStat;
}

/**
 * Reads /proc/PID/stat through descriptors that are kept open, one for each process: far cheaper than
 * to open it each time, and such a descriptor never shows another process that got the PID later. A
 * text that is what it was is not parsed again, as with every process at rest. Past the limit, files
 * are opened for each read.
 */
export class KeptStats {
  readonly #limit: number;
  readonly #kept = new Map<number, Kept>();
  readonly #room = Buffer.alloc(STAT_BYTES);

  constructor(limit: number = keptLimit(readLimits())) {
    this.#limit = limit;
  }

  /** Descriptors that are open now. */
  get kept(): number {
    return this.#kept.size;
  }

  read(pid: number): StatReading {
    const kept = this.#kept.get(pid);
    return kept === undefined ? this.#readNew(pid) : this.#readAgain(kept);
  }

  forget(pid: number): void {
    const kept = this.#kept.get(pid);
    if (kept === undefined) return;
    this.#kept.delete(pid);
    closeSync(kept.descriptor);
  }

  dispose(): void {
    for (const pid of [...this.#kept.keys()]) this.forget(pid);
  }

  #readNew(pid: number): StatReading {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(`/proc/${pid}/stat`, 'r');
      const length = readSync(descriptor, this.#room, 0, STAT_BYTES, 0);
      const stat = this.#parse(length);
      if (stat === undefined) return 'unknown';
      if (this.#kept.size < this.#limit) {
        this.#kept.set(pid, { descriptor, bytes: this.#copy(length), stat });
        descriptor = undefined;
      }
      return stat;
    } catch (error) {
      return missing(error);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  #readAgain(kept: Kept): StatReading {
    try {
      const length = readSync(kept.descriptor, this.#room, 0, STAT_BYTES, 0);
      if (this.#room.compare(kept.bytes, 0, kept.bytes.length, 0, length) === 0) return kept.stat;
      const stat = this.#parse(length);
      if (stat === undefined) return 'unknown';
      kept.bytes = this.#copy(length);
      kept.stat = stat;
      return stat;
    } catch (error) {
      return missing(error);
    }
  }

  #parse(length: number): ProcStat | undefined {
    return parseProcStat(this.#room.toString('utf8', 0, length));
  }

  #copy(length: number): Buffer {
    return Buffer.from(this.#room.subarray(0, length));
  }
}

/** The process is gone if its folder is, or if its open file says so. */
function missing(error: unknown): 'gone' | 'unknown' {
  const code = systemErrorCode(error);
  return code === 'ENOENT' || code === 'ESRCH' ? 'gone' : 'unknown';
}

function readLimits(): string {
  try {
    return readFileSync('/proc/self/limits', 'utf8');
  } catch {
    return '';
  }
}
