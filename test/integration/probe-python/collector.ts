/** A recorder for tests: takes what probes say, and checks each line against the protocol. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import { PythonCode } from '../../../src/manager/python-code.ts';
import { type ProbeHello, ProbeMessage } from '../../../src/protocol/probe-messages.ts';

const PROBES = fileURLToPath(new URL('../../../src/probes', import.meta.url));
/** What Python processes have compiled for the probe, kept for this run of the tests as for a user. */
const CACHE = mkdtempSync(join(tmpdir(), 'forkscope-probe-test-'));
process.once('exit', () => rmSync(CACHE, { recursive: true, force: true }));

export const TOKEN = 'a-token-of-tests';

type Ev = ProbeMessage['ev'];
export type Said<E extends Ev> = Extract<ProbeMessage, { ev: E }>;

// Exactly the fields of the protocol: one too many is as wrong as one too few.
const checks = ProbeMessage.anyOf.map((schema) =>
  Compile(Type.Object(schema.properties, { additionalProperties: false })),
);

/** One connection: what one process said, from its hello to its end. */
export class Life {
  readonly messages: ProbeMessage[] = [];
  readonly faults: string[] = [];
  closed = false;
  #rest = '';
  #seq = 0;

  /** The first line, if it is a hello. */
  get hello(): ProbeHello | undefined {
    const first = this.messages[0];
    return first?.ev === 'hello' ? first : undefined;
  }

  /** Everything of one kind that was said, in order. */
  said<E extends Ev>(ev: E): Said<E>[] {
    return this.messages.filter((message): message is Said<E> => message.ev === ev);
  }

  /** Kinds in order, without the hello and what was written. */
  get kinds(): Ev[] {
    return this.messages.slice(1).flatMap(({ ev }) => (ev === 'out' ? [] : [ev]));
  }

  /** All that was written to a stream, as it was told. */
  written(stream: 'stdout' | 'stderr'): string {
    const out = this.said('out').filter((message) => message.stream === stream);
    return out.map(({ text, skipped }) => (skipped ? `[${skipped}]${text}` : text)).join('');
  }

  take(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#read(line);
  }

  end(): void {
    if (this.#rest !== '') this.faults.push(`half a line: ${this.#rest}`);
    this.closed = true;
  }

  #read(line: string): void {
    try {
      const value: unknown = JSON.parse(line);
      if (!checks.some((check) => check.Check(value))) throw new Error('not in the protocol');
      const message = value as ProbeMessage;
      this.messages.push(message);
      if (!('seq' in message)) return;
      // Lines that were dropped are numbered, and the line after them tells how many they were.
      const lost = message.ev === 'dropped' ? message.count : 0;
      const expected = this.#seq + lost + 1;
      this.#seq = message.seq;
      if (message.seq !== expected) throw new Error('a gap in seq');
    } catch (error) {
      this.faults.push(`${error instanceof Error ? error.message : error}: ${line}`);
    }
  }
}

export class Collector {
  readonly lives: Life[] = [];
  readonly #server: Server;
  readonly #directory: string;
  readonly #code: PythonCode;
  readonly #sockets = new Set<Socket>();
  readonly #watchers = new Set<() => void>();

  private constructor(directory: string, cache: string) {
    this.#directory = directory;
    const env = { XDG_CACHE_HOME: cache };
    this.#code = new PythonCode({ sessionPath: directory, probesPath: PROBES, env });
    this.#server = createServer((socket) => this.#accept(socket));
  }

  /** @param cache where code is kept from one session to the next. */
  static async open(cache = CACHE): Promise<Collector> {
    const directory = await mkdtemp(join(tmpdir(), 'forkscope-probe-test-'));
    const collector = new Collector(directory, cache);
    await new Promise<void>((done) => collector.#server.listen(collector.path, done));
    return collector;
  }

  get path(): string {
    return join(this.#directory, 'socket');
  }

  /** What is to lead PYTHONPATH. */
  get pythonPath(): string {
    return this.#code.pythonPath;
  }

  /** Where Python processes leave what they have compiled. */
  get codePath(): string {
    return join(this.#directory, 'code');
  }

  /** The process that was not started by another one that speaks. */
  get root(): Life {
    const pids = new Set(this.lives.map((life) => life.hello?.pid));
    const root = this.lives.find((life) => life.hello && !pids.has(life.hello.ppid));
    if (root === undefined) throw new Error('no root has said hello');
    return root;
  }

  /** The process that introduced itself by a name. */
  named(name: string): Life {
    const found = this.lives.filter((life) => life.said('identity').some((id) => id.name === name));
    const [life] = found;
    if (life === undefined || found.length > 1)
      throw new Error(`${found.length} are named ${name}`);
    return life;
  }

  /** Resolves as soon as the condition holds; it is asked again whenever something arrives. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!condition()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  /**
   * All connections that were made before this call have come in and have ended.
   *
   * They are accepted in their order, so one of our own marks the end of those before it.
   */
  async settled(): Promise<void> {
    const mark = createConnection(this.path);
    await once(mark, 'connect');
    mark.end('mark\n');
    await this.until(() => this.lives.some((life) => life.faults[0]?.endsWith(': mark') === true));
    const marked = this.lives.findIndex((life) => life.faults[0]?.endsWith(': mark') === true);
    this.lives.splice(marked, 1);
    await this.until(() => this.lives.every((life) => life.closed));
  }

  /** What was wrong with the lines, in all connections. */
  get faults(): string[] {
    return this.lives.flatMap((life) => [
      ...life.faults,
      ...life.said('probe-error').map((error) => `${error.where}: ${error.message}`),
    ]);
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((done) => this.#server.close(done));
    this.#code.dispose();
    await rm(this.#directory, { recursive: true, force: true });
  }

  #accept(socket: Socket): void {
    const life = new Life();
    this.lives.push(life);
    this.#sockets.add(socket);
    const tell = (): void => {
      for (const look of [...this.#watchers]) look();
    };
    socket.setEncoding('utf8');
    socket.on('data', (text: string) => {
      life.take(text);
      tell();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.#sockets.delete(socket);
      life.end();
      tell();
    });
  }
}
