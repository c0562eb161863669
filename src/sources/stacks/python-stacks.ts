import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Disposable } from '../../model/disposable.ts';
import { readStat, readText } from '../procfs/proc-files.ts';
import { parsePythonDump } from './python-dump.ts';
import type { StackAnswer, StackTaker } from './stack-taker.ts';

const LOOK_MS = 10;
/** For the dump to begin, in ms: the process may have to wait for a CPU, or for a disk. */
const PATIENCE_MS = 2_000;
/** A dump is over when it has not grown for so long, in ms; it is written in one go. */
const QUIET_MS = 60;
const MAX_DUMP_BYTES = 2 ** 20;

/**
 * Takes stacks of Python processes by the signal that their probe has given to `faulthandler`. They
 * are written to a file of the session, which the probe holds open: the open file says that the
 * process would answer, also one that was forked and never spoke. A program that closes it, takes
 * the signal for itself or becomes another one does not have it any more, and is not signalled.
 */
export class PythonStacks implements StackTaker, Disposable {
  readonly #file: string;
  readonly #signal: number;
  readonly #fd: number;

  /** @param file is created here. @param signal a number that no program handles. */
  constructor(file: string, signal: number) {
    this.#file = file;
    this.#signal = signal;
    this.#fd = openSync(file, 'wx+', 0o600);
  }

  knows(pid: number): boolean {
    return this.#holdsFile(pid);
  }

  async take(pid: number): Promise<StackAnswer> {
    const from = fstatSync(this.#fd).size;
    const before = readStat(pid);
    const refusal = this.#refusal(pid);
    if (before === undefined || refusal !== undefined) {
      return { failure: refusal ?? 'it has ended' };
    }
    if (readStat(pid)?.startTicks !== before.startTicks) return { failure: 'it has ended' };
    try {
      process.kill(pid, this.#signal);
    } catch {
      return { failure: 'it has ended' };
    }
    if (!(await this.#written(from))) return { failure: 'it did not answer in time' };
    const threads = parsePythonDump(this.#read(from), workingDirectory(pid));
    return threads.length === 0 ? { failure: 'it runs no Python code now' } : { threads };
  }

  dispose(): void {
    closeSync(this.#fd);
  }

  /** Why the signal is not to be sent; undefined where it may be. */
  #refusal(pid: number): string | undefined {
    const status = readText(`/proc/${pid}/status`);
    if (status === undefined || /^State:\t[ZX]/m.test(status)) return 'it has ended';
    if (/^State:\t[Tt]/m.test(status)) return 'it is stopped';
    if (!this.#has(status, 'SigCgt'))
      return 'it has no handler for the signal that asks for stacks';
    if (this.#has(status, 'SigBlk')) return 'it blocks the signal that asks for stacks';
    return this.#holdsFile(pid) ? undefined : 'its Forkscope probe is gone';
  }

  #has(status: string, field: string): boolean {
    const [, mask] = new RegExp(`^${field}:\\t([0-9a-f]+)$`, 'm').exec(status) ?? [];
    return mask !== undefined && ((BigInt(`0x${mask}`) >> BigInt(this.#signal - 1)) & 1n) === 1n;
  }

  /** Compared by the file itself: any descriptor may have taken a number that was closed. */
  #holdsFile(pid: number): boolean {
    const folder = `/proc/${pid}/fd`;
    const own = fstatSync(this.#fd);
    try {
      // The probe's descriptors are high: the last ones are looked at first.
      for (const name of readdirSync(folder).reverse()) {
        if (targetOf(`${folder}/${name}`) !== this.#file) continue;
        const { dev, ino } = statSync(`${folder}/${name}`);
        if (dev === own.dev && ino === own.ino) return true;
      }
    } catch {
      // It has ended, or is another user's.
    }
    return false;
  }

  async #written(from: number): Promise<boolean> {
    const until = performance.now() + PATIENCE_MS;
    let [size, grownAt] = [from, 0];
    for (;;) {
      await delay(LOOK_MS);
      const now = performance.now();
      const { size: found } = fstatSync(this.#fd);
      if (found !== size) [size, grownAt] = [found, now];
      if (size > from && now - grownAt >= QUIET_MS) return true;
      if (size === from && now > until) return false;
    }
  }

  #read(from: number): string {
    const buffer = Buffer.alloc(Math.min(MAX_DUMP_BYTES, fstatSync(this.#fd).size - from));
    const length = readSync(this.#fd, buffer, 0, buffer.length, from);
    return buffer.toString('latin1', 0, length);
  }
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}

function workingDirectory(pid: number): string | undefined {
  return targetOf(`/proc/${pid}/cwd`);
}
