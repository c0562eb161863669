import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { Compile } from 'typebox/compile';
import { type ControlReply, ControlRequest } from '../protocol/control-messages.ts';
import { LineSplitter } from '../sources/probe/line-splitter.ts';

const MAX_REQUEST_LENGTH = 65_536;

/** What windows may ask for. */
export interface ControlRequests {
  /** End the session's processes. */
  stop(): void;
  /** End the recording, and let the processes go on. */
  release(): void;
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
    const request = this.#parse(line);
    if (request === undefined || request.token !== this.#options.token) return false;
    if (request.type === 'watch') {
      this.#watchers.add(socket);
      this.#tell(socket);
    } else {
      this.#options.requests[request.type]();
    }
    return true;
  }

  #parse(line: string): ControlRequest | undefined {
    try {
      const value: unknown = JSON.parse(line);
      return this.#validator.Check(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  #tell(socket: Socket): void {
    if (this.#last === undefined || socket.writableNeedDrain) return;
    socket.write(`${JSON.stringify(this.#last)}\n`);
  }
}
