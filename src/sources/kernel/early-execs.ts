import type { LibC } from './libc.ts';
import { encodeRequest } from './netlink-messages.ts';
import { NetlinkSocket } from './netlink-socket.ts';
import type { ProcLook } from './proc-look.ts';

/** Command lines kept until the exec that they are of has its turn. */
const MAX_KEPT = 4_096;

/**
 * Reads command lines the moment that an exec happens, of whichever process: there is less than a
 * millisecond for it. So that the thread is woken by nothing else, it has a socket of its own, on which
 * the kernel (6.6 and newer) sends execs only; an older one sends nothing here.
 */
export class EarlyExecs {
  readonly socket: NetlinkSocket;
  readonly #proc: ProcLook;
  readonly #kept = new Map<string, string[]>();

  /** @throws {KernelUnavailable} when the system refuses. */
  constructor(libc: LibC, proc: ProcLook) {
    this.socket = new NetlinkSocket(libc);
    this.#proc = proc;
  }

  /** @param ack comes back, plus one, on every socket that is not filtered. */
  subscribe(ack: number): void {
    this.socket.send(encodeRequest('listen', ack, 'exec'));
  }

  /** Reads the command lines of what has been executed since. */
  read(): void {
    for (const event of this.socket.receive()) {
      if (event.type !== 'exec') continue;
      const argv = this.#proc.argv(event.pid);
      if (argv === undefined) continue;
      this.#kept.set(keyOf(event.pid, event.monotonicUs), argv);
      if (this.#kept.size > MAX_KEPT) this.#forgetOldest();
    }
  }

  /** The command line of that exec, if it was read in time. */
  take(pid: number, monotonicUs: number): string[] | undefined {
    const key = keyOf(pid, monotonicUs);
    const argv = this.#kept.get(key);
    this.#kept.delete(key);
    return argv;
  }

  close(): void {
    this.socket.close();
  }

  #forgetOldest(): void {
    for (const key of this.#kept.keys()) {
      this.#kept.delete(key);
      return;
    }
  }
}

/** Both sockets get the same event, with the same stamp. */
function keyOf(pid: number, monotonicUs: number): string {
  return `${pid}@${monotonicUs}`;
}
