import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { assertUnreachable } from '../model/assert-unreachable.ts';
import type { StackSeen } from '../model/process-event.ts';
import { type ControlReply, ControlRequest } from '../protocol/control-messages.ts';
import { parseMessage } from '../protocol/json-line.ts';
import { LineSplitter } from '../sources/probe/line-splitter.ts';
import type { StackRequest } from './stack-requests.ts';

const MAX_REQUEST_LENGTH = 65_536;

type RequestOf<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>;
export type StopRequest = RequestOf<'stop'>;
export type SignalRequest = RequestOf<'signal'>;
/** Answers whoever asked; says nothing once they are gone. */
export type Answer = (reply: ControlReply) => void;

/** What windows may ask for. */
export interface ControlRequests {
  /** End processes of the session. */
  stop(request: StopRequest, answer: Answer): void;
  /** Send no further signals for a stop. */
  cancelStop(id: string): void;
  /** Send one signal to one process. */
  signal(request: SignalRequest, answer: Answer): void;
  /** End the recording, and let the processes go on. */
  release(): void;
  /** Have a sentence go into the trace. */
  note(message: string): void;
  /** Take stacks; resolves with what went into the trace. */
  stacks(request: StackRequest): Promise<Static<typeof StackSeen>[]>;
}

export interface ControlServerOptions {
  readonly socketPath: string;
  readonly token: string;
  readonly requests: ControlRequests;
}

/** The recorder's ear: windows that watch the session connect here. */
export class ControlServer {
  readonly #options: ControlServerOptions;
  readonly #validator = Compile(ControlRequest);
  readonly #watchers = new Set<Socket>();
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #last: ControlReply | undefined;

  constructor(options: ControlServerOptions) {
    this.#options = options;
  }

  /** How many windows are told of new events. */
  get watchers(): number {
    return this.#watchers.size;
  }

  async start(): Promise<void> {
    this.#server = createServer((socket) => this.#accept(socket));
    this.#server.listen(this.#options.socketPath);
    await once(this.#server, 'listening');
  }

  /** Tells every watcher that the trace grew. A watcher that does not read misses bells, not events. */
  tellGrown(bytes: number, nowUs: number): void {
    this.#last = { type: 'grew', bytes, nowUs };
    for (const socket of this.#watchers) this.#tell(socket);
  }

  /** Closes once what was said has been handed to the system. */
  dispose(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.end();
    this.#sockets.clear();
    this.#watchers.clear();
  }

  #accept(socket: Socket): void {
    const lines = new LineSplitter(MAX_REQUEST_LENGTH);
    this.#sockets.add(socket);
    socket.on('data', (chunk: Buffer) => {
      const requests = lines.push(chunk);
      if (requests === undefined || !requests.every((line) => this.#take(socket, line))) {
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#sockets.delete(socket);
      this.#watchers.delete(socket);
    });
  }

  #take(socket: Socket, line: string): boolean {
    const request = parseMessage(line, this.#validator);
    if (request === undefined || request.token !== this.#options.token) return false;
    const { requests } = this.#options;
    switch (request.type) {
      case 'watch':
        this.#watchers.add(socket);
        this.#tell(socket);
        return true;
      case 'stop':
        requests.stop(request, (reply) => write(socket, reply));
        return true;
      case 'cancel-stop':
        requests.cancelStop(request.id);
        return true;
      case 'signal':
        requests.signal(request, (reply) => write(socket, reply));
        return true;
      case 'release':
        requests.release();
        return true;
      case 'note':
        requests.note(request.message);
        write(socket, { type: 'noted', id: request.id });
        return true;
      case 'stack':
        void requests.stacks(request).then((stacks) => {
          write(socket, { type: 'stacks', id: request.id, stacks });
        });
        return true;
      default:
        return assertUnreachable(request);
    }
  }

  #tell(socket: Socket): void {
    if (this.#last === undefined || socket.writableNeedDrain) return;
    write(socket, this.#last);
  }
}

function write(socket: Socket, reply: ControlReply): void {
  if (socket.writable) socket.write(`${JSON.stringify(reply)}\n`);
}
