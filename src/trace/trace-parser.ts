import type { SessionEvent, SessionHeader } from '../model/process-event.ts';
import { parseJson } from '../protocol/json-line.ts';
import { BLOCKED_GZIP_MAGIC, BlockReader } from './blocked-gzip.ts';
import {
  isSessionEvent,
  isSessionHeader,
  isUnknownEventType,
  MAX_LINE_BYTES,
  TRACE_VERSION,
} from './trace-format.ts';

/** What a trace held besides sound lines. */
export interface TraceProblems {
  /** Damaged parts of a compressed trace. */
  badBlocks: number;
  /** Lines that are no JSON, or not of the schema. */
  badLines: number;
  /** Events of a type that this version does not know. */
  unknownEvents: number;
  /** Version of the format, where it is newer than ours; else null. */
  newerVersion: number | null;
}

const NEWLINE = 0x0a;

/**
 * Turns the bytes of a trace into its header and events, however they are cut up. A line counts once
 * its newline has come: a file that is cut at any byte gives its whole events.
 */
export class TraceParser {
  readonly problems: TraceProblems = {
    badBlocks: 0,
    badLines: 0,
    unknownEvents: 0,
    newerVersion: null,
  };
  #header: SessionHeader | undefined;
  #rest: Buffer[] = [];
  #restBytes = 0;
  #skipping = false;
  #lines = 0;
  /** Null: the trace is text; undefined: nothing has come yet. */
  #blocks: BlockReader | null | undefined;

  /** The header, once its line has been read. */
  get header(): SessionHeader | undefined {
    return this.#header;
  }

  /** Whether the first line was there and is not a header: the file is no trace. */
  get isForeign(): boolean {
    return this.#lines > 0 && this.#header === undefined;
  }

  /** Whether bytes of an unfinished line are held. */
  get hasPartialLine(): boolean {
    return this.#restBytes > 0 || this.#skipping;
  }

  /** Whether the trace is compressed: its bytes are several times as many. */
  get isCompressed(): boolean {
    return this.#blocks instanceof BlockReader;
  }

  /** Takes the next bytes and returns the events that they complete. */
  push(chunk: Buffer): SessionEvent[] {
    const events: SessionEvent[] = [];
    if (this.#blocks === undefined && chunk.length > 0) {
      this.#blocks = chunk[0] === BLOCKED_GZIP_MAGIC ? new BlockReader() : null;
    }
    if (this.#blocks) this.#unpack(this.#blocks, chunk, events);
    else this.#split(chunk, events);
    return events;
  }

  #unpack(blocks: BlockReader, chunk: Buffer, events: SessionEvent[]): void {
    const wasLost = blocks.lost;
    for (const block of blocks.push(chunk)) {
      if (block === null) this.#leaveOut();
      else this.#split(block, events);
    }
    if (blocks.lost && !wasLost) this.#leaveOut();
  }

  /** A part is missing: the line that it began in, and the one that it ended in, are, too. */
  #leaveOut(): void {
    this.problems.badBlocks += 1;
    this.#rest = [];
    this.#restBytes = 0;
    this.#skipping = true;
  }

  #split(chunk: Buffer, events: SessionEvent[]): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at !== -1; at = chunk.indexOf(NEWLINE, from)) {
      const event = this.#finishLine(chunk.subarray(from, at));
      if (event !== undefined) events.push(event);
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  #keep(bytes: Buffer): void {
    if (bytes.length === 0 || this.#skipping) return;
    if (this.#restBytes + bytes.length > MAX_LINE_BYTES) {
      this.#rest = [];
      this.#restBytes = 0;
      this.#skipping = true;
      return;
    }
    this.#rest.push(Buffer.from(bytes));
    this.#restBytes += bytes.length;
  }

  #finishLine(tail: Buffer): SessionEvent | undefined {
    const tooLong = this.#skipping || this.#restBytes + tail.length > MAX_LINE_BYTES;
    const line = tooLong ? undefined : Buffer.concat([...this.#rest, tail]).toString('utf8');
    this.#rest = [];
    this.#restBytes = 0;
    this.#skipping = false;
    this.#lines += 1;
    if (line === undefined) {
      this.problems.badLines += 1;
      return undefined;
    }
    return this.#readLine(line);
  }

  #readLine(line: string): SessionEvent | undefined {
    const value = parseJson(line);
    if (this.#header === undefined) {
      if (this.#lines === 1 && isSessionHeader(value)) {
        this.#header = value;
        this.problems.newerVersion = value.version > TRACE_VERSION ? value.version : null;
      }
      return undefined;
    }
    if (isSessionEvent(value)) return value;
    if (isUnknownEventType(value)) this.problems.unknownEvents += 1;
    else this.problems.badLines += 1;
    return undefined;
  }
}

/** One sentence on what was left out of a trace; null when nothing was. */
export function describeProblems(problems: TraceProblems): string | null {
  const parts: string[] = [];
  if (problems.newerVersion !== null) {
    parts.push(`it is of the newer format version ${problems.newerVersion}`);
  }
  if (problems.unknownEvents > 0) parts.push(`${problems.unknownEvents} events of unknown types`);
  if (problems.badBlocks > 0) parts.push(`${problems.badBlocks} damaged parts`);
  if (problems.badLines > 0) parts.push(`${problems.badLines} unreadable lines`);
  return parts.length === 0 ? null : `Parts of the trace were left out: ${parts.join(', ')}.`;
}
