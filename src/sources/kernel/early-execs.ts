import { monotonicUs } from '../session-clock.ts';
import type { LibC } from './libc.ts';
import { encodeRequest, type KernelExec } from './netlink-messages.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import type { ProcLook } from './proc-look.ts';

/** Execs kept until their event has its turn. */
const MAX_KEPT = 4_096;

/** What could be read of an exec. */
interface ReadExec {
  /** Empty when nothing could be read, or when it may be that of a later exec. */
  argv: string[];
  /** When it had been read, on the monotonic clock, in µs. */
  readonly readUs: number;
}

/**
 * Reads command lines the moment that an exec happens, of whichever process: there is less than a
 * millisecond for it. So that the thread is woken by nothing else, it has a socket of its own, on which
 * the kernel (6.6 and newer) sends execs only; an older one sends nothing here.
 */
export class EarlyExecs {
  readonly socket: Pick<NetlinkSocket, 'fd' | 'send' | 'receive' | 'close'>;
  readonly #proc: ProcLook;
  readonly #kept = new Map<string, ReadExec>();
  /** The last exec of each process that has been kept. */
  readonly #last = new Map<number, ReadExec>();

  constructor(socket: EarlyExecs['socket'], proc: ProcLook) {
    this.socket = socket;
    this.#proc = proc;
  }

  /** @throws {KernelUnavailable} when the system refuses. */
  static open(libc: LibC, proc: ProcLook): EarlyExecs {
    return new EarlyExecs(new NetlinkSocket(libc), proc);
  }

  /** @param ack comes back, plus one, on every socket that is not filtered. */
  subscribe(ack: number): void {
    this.socket.send(encodeRequest('listen', ack, 'exec'));
  }

  /** Reads the command lines of what has been executed since. */
  read(): void {
    for (const event of this.socket.receive()) if (event.type === 'exec') this.#keep(event);
  }

  /**
   * The command line of an exec: empty when it could not be read in time, undefined when nothing was
   * heard of the exec here.
   */
  take({ pid, monotonicUs }: KernelExec): string[] | undefined {
    const key = keyOf(pid, monotonicUs);
    if (!this.#kept.has(key)) this.read();
    const exec = this.#kept.get(key);
    if (exec === undefined) return undefined;
    // What comes right behind it may show that it was read too late.
    this.read();
    this.#kept.delete(key);
    if (this.#last.get(pid) === exec) this.#last.delete(pid);
    return exec.argv;
  }

  close(): void {
    this.socket.close();
  }

  #keep({ pid, monotonicUs: execUs }: KernelExec): void {
    const before = this.#last.get(pid);
    if (before !== undefined && execUs <= before.readUs) before.argv = [];
    const argv = this.#proc.argv(pid) ?? this.#nameOnly(pid);
    const exec: ReadExec = { argv, readUs: monotonicUs() };
    this.#last.set(pid, exec);
    this.#kept.set(keyOf(pid, execUs), exec);
    if (this.#kept.size > MAX_KEPT) this.#forgetOldest();
  }

  /** All that is left to know of a command that has ended and has not been reaped. */
  #nameOnly(pid: number): string[] {
    const seen = this.#proc.process(pid);
    return seen === undefined ? [] : [seen.comm];
  }

  #forgetOldest(): void {
    for (const key of this.#kept.keys()) {
      this.#kept.delete(key);
      this.#last.delete(Number.parseInt(key, 10));
      return;
    }
  }
}

/** Both sockets get the same event, with the same stamp. */
function keyOf(pid: number, monotonicUs: number): string {
  return `${pid}@${monotonicUs}`;
}
