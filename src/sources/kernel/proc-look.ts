/** What the kernel's events leave out and /proc knows. Every read may find the process gone. */
import { closeSync, openSync, readSync } from 'node:fs';
import type { Birth, ExitStatus } from '../../model/process-event.ts';
import { readEnd } from '../process-end.ts';
import { ProcClock } from '../procfs/proc-clock.ts';
import { readArgv, readChildren, readStat } from '../procfs/proc-files.ts';
import { isDying } from '../procfs/proc-stat.ts';
import type { SessionClock } from '../session-clock.ts';

/** A process as /proc shows it. */
export interface Seen {
  readonly pid: number;
  readonly ppid: number;
  readonly comm: string;
  readonly birth: Birth;
  readonly threads: number;
  /** It has ended, or is about to. */
  readonly dying: boolean;
}

export interface ProcLook {
  /** The command line; undefined when the process is gone or has none any more. */
  argv(pid: number): string[] | undefined;
  process(pid: number): Seen | undefined;
  children(seen: Seen): readonly number[];
  /** How a process that has ended did so, null where that cannot be read. */
  exit(pid: number): ExitStatus | null;
}

/** Command lines longer than this are read in a second way. */
const BUFFER_BYTES = 16_384;

/** Looks at this machine's /proc. */
export class RealProcLook implements ProcLook {
  readonly #clock: ProcClock;
  readonly #buffer = Buffer.alloc(BUFFER_BYTES);

  constructor(clock: SessionClock) {
    this.#clock = new ProcClock(clock);
  }

  /** One read into a buffer that is there: a command may live for less than a millisecond. */
  argv(pid: number): string[] | undefined {
    let fd: number;
    try {
      fd = openSync(`/proc/${pid}/cmdline`, 'r');
    } catch {
      return undefined;
    }
    try {
      const length = readSync(fd, this.#buffer);
      if (length === this.#buffer.length) return readArgv(pid);
      if (length === 0) return undefined;
      return this.#buffer.toString('utf8', 0, length).replace(/\0$/, '').split('\0');
    } catch {
      return undefined;
    } finally {
      closeSync(fd);
    }
  }

  process(pid: number): Seen | undefined {
    const stat = readStat(pid);
    if (stat === undefined) return undefined;
    const birth = this.#clock.birthOf(stat.startTicks);
    const { ppid, comm, threads } = stat;
    return { pid, ppid, comm, birth, threads, dying: isDying(stat) };
  }

  children({ pid, threads }: Seen): readonly number[] {
    return readChildren(pid, threads) ?? [];
  }

  exit(pid: number): ExitStatus | null {
    return readEnd(pid)?.exit ?? null;
  }
}
