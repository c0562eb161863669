import { closeSync, openSync, readSync } from 'node:fs';
import type { SessionEvent, SessionHeader } from '../model/process-event.ts';
import { notATrace, unreadableTrace } from './read-trace.ts';
import { TraceParser, type TraceProblems } from './trace-parser.ts';

const CHUNK_BYTES = 256 * 1024;
/** Of a compressed trace, which holds several times as much. */
const COMPRESSED_CHUNK_BYTES = 32 * 1024;

/** Reads a trace that is still being written: each call goes on where the last one ended. */
export class TraceTail {
  readonly #file: string;
  readonly #fd: number;
  readonly #parser = new TraceParser();
  readonly #chunk = Buffer.alloc(CHUNK_BYTES);
  #offset = 0;

  /** @throws {UserError} `trace-unreadable` when the file cannot be opened. */
  constructor(file: string) {
    this.#file = file;
    try {
      this.#fd = openSync(file, 'r');
    } catch (error) {
      throw unreadableTrace(file, error);
    }
  }

  get header(): SessionHeader | undefined {
    return this.#parser.header;
  }

  get problems(): TraceProblems {
    return this.#parser.problems;
  }

  /**
   * The events of the next bytes, at most about 256 KiB of them so that a long trace does not hold up
   * the caller's event loop; undefined when there are no further bytes yet.
   * @throws {UserError} `trace-unreadable` or `not-a-trace`.
   */
  next(): SessionEvent[] | undefined {
    let read: number;
    try {
      const most = this.#parser.isCompressed ? COMPRESSED_CHUNK_BYTES : CHUNK_BYTES;
      read = readSync(this.#fd, this.#chunk, 0, most, this.#offset);
    } catch (error) {
      throw unreadableTrace(this.#file, error);
    }
    if (read === 0) return undefined;
    this.#offset += read;
    const events = this.#parser.push(this.#chunk.subarray(0, read));
    if (this.#parser.isForeign) throw notATrace(this.#file);
    return events;
  }

  dispose(): void {
    closeSync(this.#fd);
  }
}

/**
 * Makes sure that a file is a trace, without reading further than its header.
 * @throws {UserError} `trace-unreadable` or `not-a-trace`.
 */
export function requireTrace(file: string): void {
  const tail = new TraceTail(file);
  try {
    while (tail.header === undefined) if (tail.next() === undefined) throw notATrace(file);
  } finally {
    tail.dispose();
  }
}
