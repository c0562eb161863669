// @ts-check
/*
 * The connection to the recorder: never blocks the program, never keeps it alive, never throws.
 *
 * libuv connects a Unix socket at once, so the descriptor can be written to within the same call. Each
 * line is handed to the kernel as it is said, without the event loop: what a program reported a moment
 * before it is killed, or before it blocks for good, has arrived.
 */
'use strict';

const { fstatSync, writeSync } = require('node:fs');
const { createConnection } = require('node:net');

/** Bytes held back for a recorder that reads slowly; what comes after them is dropped and counted. */
const MAX_PENDING = 1 << 20;
/** How long the last words may take in all, and between two tries, in ms. */
const FLUSH_PATIENCE = 200;
const FLUSH_STEP = 2;
/** For how long a full socket is not tried again, in µs. */
const FULL_PAUSE = 1_000;
/** When what is pending is tried again though nothing more is said, in ms. */
const RETRY = 50;
/** How often, as long as libuv takes the socket for one that is not yet connected. */
const RETRIES = 4;

const { stringify } = JSON;
const { setTimeout, Buffer } = globalThis;
const { now: wallClock } = Date;
const monotonic = process.hrtime.bigint;

/** Integer µs on the monotonic clock, which all processes of the host share. */
function now() {
  return Number(monotonic() / 1000n);
}

class Channel {
  /** @type {import('net').Socket | undefined} */
  #socket;
  #fd = -1;
  #inode = 0;
  /** @type {Buffer[]} */
  #pending = [];
  #pendingBytes = 0;
  #seq = 0;
  #dropped = 0;
  #fullUntil = 0;
  #retrying = false;
  #retries = 0;

  /**
   * @param {string} path of the recorder's socket.
   * @returns whether somebody listens there.
   */
  open(path) {
    const socket = createConnection({ path });
    socket.on('error', () => this.abandon());
    socket.unref();
    const { fd } = /** @type {{ fd: number }} */ (
      /** @type {any} */ (socket)._handle || { fd: -1 }
    );
    this.#socket = socket;
    if (fd < 0) return false;
    this.#fd = fd;
    this.#inode = fstatSync(fd).ino;
    return true;
  }

  /**
   * Says one thing, now or at the instant that is given.
   * @param {string} ev
   * @param {Readonly<Record<string, unknown>>} fields
   * @param {number} [t]
   */
  say(ev, fields, t = now()) {
    if (this.#fd < 0) return;
    if (this.#pendingBytes > 0 && now() >= this.#fullUntil) this.#write();
    if (this.#dropped > 0 && this.#pendingBytes < MAX_PENDING / 2) this.#tellLoss();
    this.#seq += 1;
    const line = Buffer.from(`${stringify({ ev, t, seq: this.#seq, ...fields })}\n`);
    if (this.#dropped > 0 || this.#pendingBytes + line.length > MAX_PENDING) {
      // Numbered all the same: the gap shows where the loss was.
      this.#dropped += 1;
      return;
    }
    this.#append(line);
    if (this.#pendingBytes === line.length) this.#write();
    if (this.#pendingBytes > 0) this.#retryLater();
  }

  /** Gives a slow recorder a last, short chance to read what is pending. */
  flush() {
    const until = wallClock() + FLUSH_PATIENCE;
    if (this.#dropped > 0) this.#tellLoss();
    const pause = new Int32Array(new SharedArrayBuffer(4));
    for (;;) {
      this.#write();
      if (this.#pendingBytes === 0 || wallClock() > until) return;
      Atomics.wait(pause, 0, 0, FLUSH_STEP);
    }
  }

  /**
   * Hears what the recorder says, in the event loop.
   * @param {(bytes: Buffer) => void} hear
   */
  listen(hear) {
    if (this.#socket) this.#socket.on('data', hear);
  }

  /** Is silent from now on. */
  abandon() {
    this.#fd = -1;
    this.#pending = [];
    this.#pendingBytes = 0;
    if (this.#socket) this.#socket.destroy();
    this.#socket = undefined;
  }

  /** Says how many lines were lost before this one. */
  #tellLoss() {
    this.#seq += 1;
    const line = stringify({ ev: 'dropped', t: now(), seq: this.#seq, count: this.#dropped });
    this.#dropped = 0;
    this.#append(Buffer.from(`${line}\n`));
  }

  /** @param {Buffer} line */
  #append(line) {
    this.#pending.push(line);
    this.#pendingBytes += line.length;
  }

  #write() {
    try {
      while (this.#pendingBytes > 0) {
        if (!this.#isOurs()) return;
        const [first, ...others] = this.#pending;
        const bytes = others.length > 0 ? Buffer.concat(this.#pending) : first;
        if (bytes === undefined) return;
        this.#pending = [bytes];
        const written = writeSync(this.#fd, bytes);
        this.#pending = written < bytes.length ? [bytes.subarray(written)] : [];
        this.#pendingBytes -= written;
      }
    } catch (error) {
      if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'EAGAIN') this.abandon();
      else this.#fullUntil = now() + FULL_PAUSE;
    }
  }

  /** Not when the program has closed the descriptor, and perhaps opened a file of its own under it. */
  #isOurs() {
    // libuv lets go of it when the recorder hangs up.
    if (this.#socket && !this.#socket.destroyed && fstatSync(this.#fd).ino === this.#inode)
      return true;
    this.abandon();
    return false;
  }

  #retryLater() {
    if (this.#retrying) return;
    this.#retrying = true;
    const timer = setTimeout(() => {
      this.#retrying = false;
      this.#write();
      if (this.#pendingBytes === 0) return;
      // libuv waits for the socket to take bytes before it calls it connected, and that wait keeps the
      // program alive: for a recorder that does not read, it must not.
      this.#retries += 1;
      if (this.#socket?.connecting && this.#retries >= RETRIES) this.abandon();
      else this.#retryLater();
    }, RETRY);
    timer.unref();
  }
}

module.exports = { Channel, now };
