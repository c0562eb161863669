/**
 * Tells a session's recorder what the library does, where this program runs in one: the statements
 * of `protocol/probe-messages.ts`, on a connection of this process's own. Nothing here throws, waits
 * or keeps the program alive; a recorder that is gone or slow costs facts and nothing else.
 */
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import type { ProbeMessage } from '../../protocol/probe-messages.ts';
import { type CallSite, callSite } from './call-site.ts';

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** What the library has to say. */
export type Statement = DistributiveOmit<
  Extract<
    ProbeMessage,
    {
      ev:
        | 'identity'
        | 'start-begin'
        | 'start-end'
        | 'start-failed'
        | 'wait-begin'
        | 'wait-end'
        | 'reaped'
        | 'signal'
        | 'code-ended'
        | 'exiting';
    }
  >,
  't' | 'seq'
>;

/** Characters held back for a recorder that does not read; what comes after them is not said. */
const MAX_PENDING = 1 << 20;
const PROTOCOL = 1;

// Read once: what the program does to its environment is meant for its children.
const { FORKSCOPE_SOCKET: path, FORKSCOPE_TOKEN: token } = process.env;

/**
 * The probe of this process, which takes the variables out of its environment and has a connection
 * already. What is started `silently` is left for us to tell.
 */
interface ProbeBeside {
  say(ev: string, fields: object): void;
  nextNumber(): number;
  silently<T>(act: () => T): T;
}
const probe: ProbeBeside | undefined = Reflect.get(globalThis, Symbol.for('forkscope.probe'));

let link: Link | undefined;
let numbers = 0;

/** Whether the program runs in a session. */
export function isRecorded(): boolean {
  return probe !== undefined || (path !== undefined && path !== '' && token !== undefined);
}

/** Says something, if anybody listens. */
export function report(statement: Statement): void {
  if (probe !== undefined) probe.say(statement.ev, statement);
  else if (isRecorded()) connection().say(statement);
}

/** Line of the program that called the library; null when nobody wants to know. */
export function reportedSite(): CallSite | null {
  return isRecorded() ? callSite() : null;
}

/** A number for a start or a wait, unique within this process. */
export function nextNumber(): number {
  if (probe !== undefined) return probe.nextNumber();
  numbers += 1;
  return numbers;
}

/** Starts a child that the library itself tells of. */
export function startSilently<T>(start: () => T): T {
  return probe === undefined ? start() : probe.silently(start);
}

/** Resolves when the recorder can be spoken to at once, or is known not to listen. */
export async function reporterReady(): Promise<void> {
  if (probe === undefined && isRecorded()) await connection().ready;
}

function connection(): Link {
  link ??= new Link(path ?? '', token ?? '');
  return link;
}

class Link {
  readonly ready: Promise<void>;
  readonly #socket: Socket;
  #pending = '';
  #seq = 0;
  #dropped = 0;
  #isConnected = false;
  #isOver = false;

  constructor(socketPath: string, secret: string) {
    this.#socket = connect(socketPath);
    this.#socket.unref();
    this.ready = new Promise((resolve) => {
      this.#socket.once('connect', () => {
        this.#isConnected = true;
        this.#flush();
        resolve();
      });
      this.#socket.once('error', () => {
        this.#isOver = true;
        this.#socket.destroy();
        resolve();
      });
    });
    this.#socket.on('drain', () => this.#flush());
    this.#say({ ev: 'hello', ...greeting(secret) });
  }

  say(statement: Statement): void {
    this.#say(statement);
  }

  #say(fields: object): void {
    if (this.#isOver) return;
    this.#seq += 1;
    if (this.#pending.length > MAX_PENDING) {
      this.#dropped += 1;
      return;
    }
    if (this.#dropped > 0) {
      const count = this.#dropped;
      this.#dropped = 0;
      this.#write({ ev: 'dropped', count });
      this.#seq += 1;
    }
    this.#write(fields);
    this.#flush();
  }

  #write(fields: object): void {
    this.#pending += `${JSON.stringify({ ...fields, t: nowUs(), seq: this.#seq })}\n`;
  }

  #flush(): void {
    if (!this.#isConnected || this.#isOver || this.#pending === '') return;
    if (this.#socket.writableNeedDrain) return;
    const text = this.#pending;
    this.#pending = '';
    // What the recorder has room for is taken within this call, even while the process ends.
    this.#socket.write(text);
  }
}

function greeting(secret: string) {
  return {
    proto: PROTOCOL,
    token: secret,
    pid: process.pid,
    ppid: process.ppid,
    startTicks: startTicks(),
    how: 'exec',
    runtime: 'node',
    version: process.versions.node,
    argv: [process.execPath, ...process.execArgv, ...process.argv.slice(1)],
    cwd: workingDirectory(),
    role: 'user',
    helper: null,
  };
}

/** Integer µs on the machine's monotonic clock. */
function nowUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}

/** Field 22 of /proc/self/stat. The second, the program's name, may hold spaces and parentheses. */
function startTicks(): number | null {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    const ticks = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
    return Number.isInteger(ticks) ? ticks : null;
  } catch {
    return null;
  }
}

function workingDirectory(): string | null {
  try {
    return process.cwd();
  } catch {
    return null;
  }
}
