import { constants } from 'node:os';
import type { LibC } from './libc.ts';
import { decodeEvents, type KernelEvent, PROCESS_EVENTS_GROUP } from './netlink-messages.ts';
import { type KernelUnavailable, refusal } from './unavailable.ts';

const AF_NETLINK = 16;
const SOCK_DGRAM = 2;
const SOCK_CLOEXEC = 0o2000000;
const NETLINK_CONNECTOR = 11;
const SOL_SOCKET = 1;
const SO_RCVBUF = 8;
const SO_RCVBUFFORCE = 33;
const MSG_DONTWAIT = 0x40;

/**
 * Bytes asked of the kernel for events not yet taken, each of which takes 832. With the privilege the
 * whole is granted, without it `net.core.rmem_max` at most.
 */
const RECEIVE_BUFFER_BYTES = 32 * 2 ** 20;

/** Event messages have 76 bytes. */
const DATAGRAM_BYTES = 4_096;

/** A socket that process events arrive on, see netlink(7). Never blocks. */
export class NetlinkSocket {
  readonly fd: number;
  readonly #libc: LibC;
  readonly #datagram = Buffer.alloc(DATAGRAM_BYTES);
  #overflowed = false;

  /** @throws {KernelUnavailable} when the system refuses. */
  constructor(libc: LibC) {
    this.#libc = libc;
    this.fd = libc.socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR);
    if (this.fd < 0) throw refusal('socket', libc.errno());
    this.#enlargeBuffer();
    // struct sockaddr_nl: family u16, padding u16, port u32 (0: the kernel chooses), groups u32.
    const address = Buffer.alloc(12);
    address.writeUInt16LE(AF_NETLINK, 0);
    address.writeUInt32LE(PROCESS_EVENTS_GROUP, 8);
    if (libc.bind(this.fd, address, address.length) !== 0) throw this.#refuse('bind');
  }

  /** @throws {KernelUnavailable} when the system refuses. */
  send(bytes: Buffer): void {
    if (this.#libc.send(this.fd, bytes, bytes.length, 0) < 0) {
      throw refusal('send', this.#libc.errno());
    }
  }

  /** The events that are waiting now, oldest first. */
  *receive(): Generator<KernelEvent> {
    for (;;) {
      const length = this.#libc.recv(this.fd, this.#datagram, DATAGRAM_BYTES, MSG_DONTWAIT);
      if (length > 0) {
        yield* decodeEvents(this.#datagram, length);
        continue;
      }
      const errno = length < 0 ? this.#libc.errno() : 0;
      if (errno === constants.errno.ENOBUFS) this.#overflowed = true;
      else if (errno !== constants.errno.EINTR) return;
    }
  }

  /** Whether events have been thrown away since the last call, for want of room. */
  takeOverflow(): boolean {
    const overflowed = this.#overflowed;
    this.#overflowed = false;
    return overflowed;
  }

  close(): void {
    this.#libc.close(this.fd);
  }

  #enlargeBuffer(): void {
    const size = Buffer.alloc(4);
    size.writeInt32LE(RECEIVE_BUFFER_BYTES);
    for (const option of [SO_RCVBUFFORCE, SO_RCVBUF]) {
      if (this.#libc.setsockopt(this.fd, SOL_SOCKET, option, size, size.length) === 0) return;
    }
  }

  #refuse(call: string): KernelUnavailable {
    const error = refusal(call, this.#libc.errno());
    this.close();
    return error;
  }
}
