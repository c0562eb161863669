import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Compile } from 'typebox/compile';
import type { Birth, SessionEvent } from '../../model/process-event.ts';
import { parseMessage } from '../../protocol/json-line.ts';
import { PROBE_PROTOCOL, type ProbeHello, ProbeMessage } from '../../protocol/probe-messages.ts';
import type { EmitEvent, EventSource } from '../event-source.ts';
import { isAlive, readEnd } from '../process-end.ts';
import { ProcClock } from '../procfs/proc-clock.ts';
import type { SessionClock } from '../session-clock.ts';
import { exitFromRuntimeCode } from '../wait-status.ts';
import { LineSplitter } from './line-splitter.ts';
import { OutputBudget } from './output-budget.ts';
import { ProbeTranslation, tooOldNotice } from './probe-translation.ts';
import { StackQuestions, type StackVoice } from './stack-questions.ts';

const MAX_LINE_LENGTH = 2 ** 20;

/** Hundreds of processes may connect within one turn of the event loop. */
const BACKLOG = 4096;

/** Of a session this many times as many lines are kept as of one process, and of both this part a second. */
const SESSION_FACTOR = 3;
const PART_PER_SECOND = 1 / 400;

const MUCH_OUTPUT =
  'The program wrote more than Forkscope keeps: its output is shown with gaps where lines are missing.';

/** Without a start time from the OS: a probe says hello within this time after its process began. */
const HELLO_WITHIN_US = 1_000_000;

export interface ProbeChannelOptions {
  /** Path of the Unix socket to listen on, in a directory of mode 0700. */
  readonly socketPath: string;
  /** What each probe must say first. */
  readonly token: string;
  readonly clock: SessionClock;
  readonly emit: EmitEvent;
  /** Lines of output that a process may write at once and all are kept. */
  readonly outputLines: number;
}

/** Listens to the probes: one connection per probed process. */
export class ProbeChannel implements EventSource {
  readonly name = 'probe';
  /** What probes can be asked over their connections. */
  readonly questions = new StackQuestions();
  readonly #options: ProbeChannelOptions;
  readonly #procClock: ProcClock;
  readonly #connections = new Map<Socket, Connection>();
  readonly #validator = Compile(ProbeMessage);
  readonly #outputBudget: OutputBudget;
  #server: Server | undefined;
  #accepted = 0;
  #toldOfGaps = false;

  constructor(options: ProbeChannelOptions) {
    this.#options = options;
    this.#procClock = new ProcClock(options.clock);
    this.#outputBudget = budgetOf(SESSION_FACTOR * options.outputLines);
  }

  async start(): Promise<void> {
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    server.listen({ path: this.#options.socketPath, backlog: BACKLOG });
    await once(server, 'listening');
    this.#options.emit({
      type: 'source',
      tUs: this.#options.clock.nowUs(),
      source: 'probe',
      evidence: 'reported',
      about: 'probe',
      status: 'active',
      message: null,
    });
  }

  /** Waits until all that ended processes have said is taken in, at most `timeoutMs`. */
  async drain(timeoutMs: number): Promise<void> {
    const closing: Promise<unknown>[] = [];
    for (const [socket, { translation }] of this.#connections) {
      if (translation !== undefined && isAlive(translation.process.pid)) continue;
      closing.push(once(socket, 'close'));
    }
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    await Promise.race([Promise.all(closing), once(timeout.signal, 'abort')]);
    clearTimeout(timer);
  }

  dispose(): void {
    this.#server?.close();
    for (const socket of this.#connections.keys()) socket.destroy();
    this.#connections.clear();
  }

  #accept(socket: Socket): void {
    this.#accepted += 1;
    const connection: Connection = {
      number: this.#accepted,
      lines: new LineSplitter(MAX_LINE_LENGTH),
      write: (line) => void socket.write(line),
      voice: undefined,
      translation: undefined,
      lastSeq: 0,
    };
    this.#connections.set(socket, connection);
    socket.on('data', (chunk: Buffer) => this.#receive(socket, connection, chunk));
    // A reset is how a killed process may leave; `close` follows either way.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#closed(socket, connection));
  }

  #receive(socket: Socket, connection: Connection, chunk: Buffer): void {
    const lines = connection.lines.push(chunk);
    if (lines === undefined) {
      socket.destroy();
      return;
    }
    for (const line of lines) {
      if (!this.#take(connection, line)) {
        socket.destroy();
        return;
      }
    }
  }

  /** Takes one line; false when whoever speaks is no probe of this session. */
  #take(connection: Connection, line: string): boolean {
    const message = parseMessage(line, this.#validator);
    const { translation, voice } = connection;
    if (translation === undefined && voice === undefined) {
      return message !== undefined && this.#greet(connection, message);
    }
    if (message !== undefined && voice !== undefined) this.questions.hear(voice, message);
    if (translation === undefined) return true;
    if (message === undefined || isFirst(message)) {
      this.#lost(1);
      return true;
    }
    const missing = message.seq - connection.lastSeq - 1;
    connection.lastSeq = message.seq;
    if (missing > 0 && message.ev !== 'dropped') this.#lost(missing);
    if (message.ev !== 'stack') this.#emitAll(translation.translate(message));
    return true;
  }

  #greet(connection: Connection, message: ProbeMessage): boolean {
    const { clock, token, emit } = this.#options;
    if (message.ev === 'unsupported' && message.token === token) {
      const base = { tUs: clock.nowUs(), source: 'probe', evidence: 'reported' } as const;
      emit({ type: 'notice', ...base, message: tooOldNotice(message) });
      return false;
    }
    if (message.ev === 'stack-thread' && message.token === token) {
      this.#giveVoice(connection, { pid: message.pid, kind: 'beside', name: '' });
      return true;
    }
    if (message.ev !== 'hello' || message.token !== token || message.proto > PROBE_PROTOCOL) {
      return false;
    }
    const translation = new ProbeTranslation({
      connection: connection.number,
      hello: message,
      birth: this.#birthOf(message),
      toSessionUs: (probeUs) => clock.fromMonotonicUs(probeUs),
      outputBudgets: [budgetOf(this.#options.outputLines), this.#outputBudget],
    });
    connection.translation = translation;
    connection.lastSeq = message.seq;
    this.#emitAll(translation.greet());
    const { pid, runtime, thread } = message;
    if (runtime === 'node') {
      const name = thread === undefined ? '' : `worker ${thread.id} ${thread.name}`.trimEnd();
      this.#giveVoice(connection, { pid, kind: thread === undefined ? 'main' : 'worker', name });
    }
    return true;
  }

  #giveVoice(connection: Connection, voice: Omit<StackVoice, 'write'>): void {
    const { write } = connection;
    connection.voice = { ...voice, write };
    this.questions.add(connection.voice);
  }

  #birthOf({ startTicks, t }: ProbeHello): Birth {
    if (startTicks !== null) return this.#procClock.birthOf(startTicks);
    const half = HELLO_WITHIN_US / 2;
    return [this.#options.clock.fromMonotonicUs(t) - half, half];
  }

  /** An ended process closes its connection; so does an exec, and a program that closes all it has. */
  #closed(socket: Socket, { translation, voice }: Connection): void {
    this.#connections.delete(socket);
    if (voice !== undefined) this.questions.remove(voice);
    if (translation === undefined) return;
    this.#emitAll(translation.finish(this.#options.clock.nowUs()));
    const end = readEnd(translation.process.pid);
    if (end === undefined) return;
    const base = { tUs: this.#options.clock.nowUs(), source: 'probe' } as const;
    const { process, exitCode } = translation;
    if (end.exit !== null) {
      this.#options.emit({ type: 'ended', ...base, evidence: 'sampled', process, exit: end.exit });
      return;
    }
    const exit = exitCode === null ? null : exitFromRuntimeCode(exitCode);
    this.#options.emit({ type: 'ended', ...base, evidence: 'inferred', process, exit });
  }

  #lost(count: number): void {
    const { clock, emit } = this.#options;
    const base = { tUs: clock.nowUs(), source: 'probe', evidence: 'inferred' } as const;
    emit({ type: 'lost', ...base, about: 'probe', count });
  }

  #emitAll(events: readonly SessionEvent[]): void {
    for (const event of events) {
      this.#options.emit(event);
      if (event.type === 'output' && event.skippedBytes !== undefined) this.#tellOfGaps(event.tUs);
    }
  }

  /** Once a session: the gaps themselves are shown where they are. */
  #tellOfGaps(tUs: number): void {
    if (this.#toldOfGaps) return;
    this.#toldOfGaps = true;
    const base = { tUs, source: 'probe', evidence: 'reported' } as const;
    this.#options.emit({ type: 'notice', ...base, message: MUCH_OUTPUT });
  }
}

/** What only a connection's first line may be. */
function isFirst(
  message: ProbeMessage,
): message is Extract<ProbeMessage, { ev: 'hello' | 'unsupported' | 'stack-thread' }> {
  return ['hello', 'unsupported', 'stack-thread'].includes(message.ev);
}

interface Connection {
  readonly number: number;
  readonly lines: LineSplitter;
  readonly write: (line: string) => void;
  /** Where its process can be asked over it. */
  voice: StackVoice | undefined;
  translation: ProbeTranslation | undefined;
  lastSeq: number;
}

function budgetOf(lines: number): OutputBudget {
  return new OutputBudget(lines, Math.ceil(lines * PART_PER_SECOND));
}
