import type { LibC } from './libc.ts';
import { refusal } from './unavailable.ts';

const POLLIN = 1;
const EFD_CLOEXEC_NONBLOCK = 0o2004000;
/** struct pollfd: fd i32, events i16, revents i16. */
const POLLFD_BYTES = 8;

/** Blocks the calling thread until something can be read, see poll(2). */
export class Waiter {
  /** Writing 8 bytes to this descriptor ends a wait, from any thread; see eventfd(2). */
  readonly wakeFd: number;
  readonly #libc: LibC;
  readonly #count = Buffer.alloc(8);
  readonly #lists = new Map<readonly { readonly fd: number }[], Buffer>();

  /** @throws {KernelUnavailable} when the system refuses. */
  constructor(libc: LibC) {
    this.#libc = libc;
    this.wakeFd = libc.eventfd(0, EFD_CLOEXEC_NONBLOCK);
    if (this.wakeFd < 0) throw refusal('eventfd', libc.errno());
  }

  /** Waits for any of these, for being woken, or until `timeoutMs` are over. */
  wait(sockets: readonly { readonly fd: number }[], timeoutMs: number): void {
    const list = this.#listFor(sockets);
    this.#libc.poll(list, sockets.length + 1, timeoutMs);
    const woken = list.readInt16LE(POLLFD_BYTES * sockets.length + 6) !== 0;
    if (woken) this.#libc.read(this.wakeFd, this.#count, this.#count.length);
  }

  close(): void {
    this.#libc.close(this.wakeFd);
  }

  #listFor(sockets: readonly { readonly fd: number }[]): Buffer {
    const known = this.#lists.get(sockets);
    if (known !== undefined) return known;
    const list = Buffer.alloc(POLLFD_BYTES * (sockets.length + 1));
    [...sockets.map(({ fd }) => fd), this.wakeFd].forEach((fd, i) => {
      list.writeInt32LE(fd, POLLFD_BYTES * i);
      list.writeInt16LE(POLLIN, POLLFD_BYTES * i + 4);
    });
    this.#lists.set(sockets, list);
    return list;
  }
}
