import { connect, type Socket } from 'node:net';
import { Compile } from 'typebox/compile';
import type { Disposable } from '../model/disposable.ts';
import type { SessionEvent, SessionHeader } from '../model/process-event.ts';
import { ControlReply, type ControlRequest } from '../protocol/control-messages.ts';
import { parseMessage } from '../protocol/json-line.ts';
import { LineSplitter } from '../sources/probe/line-splitter.ts';
import type { TraceProblems } from '../trace/trace-parser.ts';
import { TraceTail } from '../trace/trace-tail.ts';
import { readLiveFile } from './live-file.ts';
import { sessionGone } from './recorder-request.ts';

/** What a session's reader tells its owner. */
export interface SessionListener {
  /** The header has been read; comes once, before any events. */
  onHeader(header: SessionHeader): void;
  /** The next events, in the order of the trace. */
  onEvents(events: readonly SessionEvent[]): void;
  /** The recorder is at work, or no longer is; after the last events when it ends. */
  onLive(live: boolean): void;
  /** The trace cannot be read (any further). */
  onError(error: unknown): void;
}

const MAX_REPLY_LENGTH = 65_536;

/**
 * Reads a session from its trace, and goes on reading while its recorder is at work: the recorder's
 * control socket only rings the bell. A reader that is late, or comes after a window's reload, reads
 * the same events.
 */
export class SessionReader implements Disposable {
  readonly traceFile: string;
  readonly #listener: SessionListener;
  readonly #validator = Compile(ControlReply);
  #tail: TraceTail | undefined;
  #socket: Socket | undefined;
  #clockOffsetUs: number | undefined;
  #headerTold = false;
  #left: number;
  #isCut = false;
  #live = false;
  #scheduled: NodeJS.Immediate | undefined;
  #disposed = false;

  /** @param maxEvents after so many the session is read no further. */
  constructor(traceFile: string, listener: SessionListener, maxEvents = Number.POSITIVE_INFINITY) {
    this.traceFile = traceFile;
    this.#listener = listener;
    this.#left = maxEvents;
  }

  /** Whether there is more in the trace than is read. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** Whether the recorder is at work. */
  get live(): boolean {
    return this.#live;
  }

  /** What was left out of the trace so far. */
  get problems(): TraceProblems | undefined {
    return this.#tail?.problems;
  }

  /** The session's clock now, as the recorder last told it; undefined for an ended session. */
  nowUs(): number | undefined {
    if (!this.#live || this.#clockOffsetUs === undefined) return undefined;
    return Math.round(performance.now() * 1_000) + this.#clockOffsetUs;
  }

  /** Begins to read. Errors go to the listener. */
  open(): void {
    try {
      this.#tail = new TraceTail(this.traceFile);
    } catch (error) {
      this.#listener.onError(error);
      return;
    }
    const live = readLiveFile(this.traceFile);
    if (live === undefined) this.#listener.onLive(false);
    else this.#watch(live.controlSocket, live.token);
    this.#schedule();
  }

  /**
   * Asks the recorder of a watched session to end; the processes go on.
   * @throws {UserError} `session-gone` when no recorder is at work.
   */
  release(): void {
    const live = readLiveFile(this.traceFile);
    if (live === undefined || this.#socket === undefined) throw sessionGone();
    this.#request({ type: 'release', token: live.token });
  }

  dispose(): void {
    this.#disposed = true;
    clearImmediate(this.#scheduled);
    this.#socket?.destroy();
    this.#tail?.dispose();
    this.#tail = undefined;
  }

  #watch(socketPath: string, token: string): void {
    const socket = connect(socketPath);
    const lines = new LineSplitter(MAX_REPLY_LENGTH);
    this.#socket = socket;
    socket.on('connect', () => {
      this.#live = true;
      this.#listener.onLive(true);
      this.#request({ type: 'watch', token });
    });
    socket.on('data', (chunk: Buffer) => {
      for (const line of lines.push(chunk) ?? []) this.#hear(line);
    });
    // A recorder that was killed leaves its file behind and refuses: `close` follows.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#socket = undefined;
      if (this.#disposed) return;
      this.#live = false;
      this.#schedule(() => this.#listener.onLive(false));
    });
  }

  #request(request: ControlRequest): void {
    this.#socket?.write(`${JSON.stringify(request)}\n`);
  }

  #hear(line: string): void {
    const reply = parseMessage(line, this.#validator);
    if (reply?.type !== 'grew') return;
    this.#clockOffsetUs = reply.nowUs - Math.round(performance.now() * 1_000);
    this.#schedule();
  }

  /** Reads on in the next turn of the event loop, a piece a turn, until the file has no more. */
  #schedule(whenRead?: () => void): void {
    if (this.#disposed) return;
    if (whenRead === undefined && this.#scheduled !== undefined) return;
    clearImmediate(this.#scheduled);
    this.#scheduled = setImmediate(() => {
      this.#scheduled = undefined;
      if (this.#readPiece()) this.#schedule(whenRead);
      else whenRead?.();
    });
  }

  /** Reads one piece; false when there is no more for now. */
  #readPiece(): boolean {
    const tail = this.#tail;
    if (tail === undefined || this.#isCut) return false;
    let events: SessionEvent[] | undefined;
    try {
      events = tail.next();
    } catch (error) {
      this.dispose();
      this.#listener.onError(error);
      return false;
    }
    if (tail.header !== undefined && !this.#headerTold) {
      this.#headerTold = true;
      this.#listener.onHeader(tail.header);
    }
    if (events === undefined) return false;
    this.#isCut = events.length > this.#left;
    const taken = this.#isCut ? events.slice(0, this.#left) : events;
    this.#left -= taken.length;
    if (taken.length > 0 || this.#isCut) this.#listener.onEvents(taken);
    return !this.#isCut;
  }
}
