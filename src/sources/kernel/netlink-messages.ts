/**
 * The bytes of the kernel's process connector, as include/uapi/linux/{netlink,connector,cn_proc}.h
 * lay them out:
 *
 *     nlmsghdr    0 len u32,  4 type u16,  6 flags u16,  8 seq u32, 12 port u32
 *     cn_msg     16 idx u32, 20 val u32,  24 seq u32,   28 ack u32, 32 len u16, 34 flags u16
 *     proc_event 36 what u32, 40 cpu u32, 44 timestamp u64 (ns on CLOCK_MONOTONIC), 52 data
 *
 * All numbers are in the machine's byte order, which is little-endian wherever Forkscope runs.
 */

/** Multicast group and message id of process events (`CN_IDX_PROC`, `CN_VAL_PROC`). */
export const PROCESS_EVENTS_GROUP = 1;
const PROCESS_EVENTS_VALUE = 1;

const NLMSG_DONE = 3;
const MULTICAST_LISTEN = 1;
const MULTICAST_IGNORE = 2;

const NLMSGHDR_BYTES = 16;
const CN_MSG_BYTES = 20;
const EVENT_AT = NLMSGHDR_BYTES + CN_MSG_BYTES;
const DATA_AT = EVENT_AT + 16;

/** `enum what` of struct proc_event. */
const WHAT = { none: 0, fork: 1, exec: 2, exit: 0x8000_0000 } as const;

/** CPU of a message that no CPU counted. */
const NO_CPU = 0xffff_ffff;

interface Stamped {
  /** Instant on the machine's monotonic clock, in µs. */
  readonly monotonicUs: number;
  /** CPU that sent the event, null for an answer that no CPU counted. */
  readonly cpu: number | null;
  /** Counted by each CPU on its own, modulo 2³². */
  readonly seq: number;
}

/** The kernel's answer to a request to listen. `error` is an errno, 0 when all is well. */
export type KernelAck = Stamped & {
  readonly type: 'ack';
  readonly ack: number;
  readonly error: number;
};

/** A new thread; it is a new process when `tid` and `pid` are the same. `parentPid` is its OS parent. */
export type KernelFork = Stamped & {
  readonly type: 'fork';
  readonly parentPid: number;
  readonly tid: number;
  readonly pid: number;
};

export type KernelExec = Stamped & { readonly type: 'exec'; readonly pid: number };

/**
 * A thread has ended. `waitStatus` is what wait(2) gives; `parentPid` is the OS parent at the end, 0
 * when the thread had been reaped before the event was made.
 */
export type KernelExit = Stamped & {
  readonly type: 'exit';
  readonly tid: number;
  readonly pid: number;
  readonly waitStatus: number;
  readonly parentPid: number;
};

/** An event of a kind that is of no use here; it counts in its CPU's sequence. */
export type KernelOther = Stamped & { readonly type: 'other' };

export type KernelEvent = KernelAck | KernelFork | KernelExec | KernelExit | KernelOther;

/**
 * The request to receive process events, or no more of them.
 * @param ack comes back, plus one, in the kernel's answer.
 * @param only what the kernel shall send on this socket; understood by 6.6 and newer, others ignore
 * the whole request.
 */
export function encodeRequest(what: 'listen' | 'ignore', ack: number, only?: 'exec'): Buffer {
  const dataBytes = only === undefined ? 4 : 8;
  const bytes = Buffer.alloc(EVENT_AT + dataBytes);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(NLMSG_DONE, 4);
  bytes.writeUInt32LE(PROCESS_EVENTS_GROUP, 16);
  bytes.writeUInt32LE(PROCESS_EVENTS_VALUE, 20);
  bytes.writeUInt32LE(ack >>> 0, 28);
  bytes.writeUInt16LE(dataBytes, 32);
  bytes.writeUInt32LE(what === 'listen' ? MULTICAST_LISTEN : MULTICAST_IGNORE, EVENT_AT);
  if (only !== undefined) bytes.writeUInt32LE(WHAT[only], EVENT_AT + 4);
  return bytes;
}

/** The events in the first `length` bytes of a datagram; what is cut or foreign is left out. */
export function decodeEvents(bytes: Buffer, length: number): KernelEvent[] {
  const events: KernelEvent[] = [];
  for (let at = 0; at + NLMSGHDR_BYTES <= length; ) {
    const messageLength = bytes.readUInt32LE(at);
    if (messageLength < NLMSGHDR_BYTES || at + messageLength > length) break;
    const event = decodeOne(bytes, at, at + messageLength);
    if (event !== undefined) events.push(event);
    at += (messageLength + 3) & ~3;
  }
  return events;
}

function decodeOne(bytes: Buffer, at: number, end: number): KernelEvent | undefined {
  if (end < at + DATA_AT) return undefined;
  const isProcessEvent =
    bytes.readUInt32LE(at + 16) === PROCESS_EVENTS_GROUP &&
    bytes.readUInt32LE(at + 20) === PROCESS_EVENTS_VALUE;
  if (!isProcessEvent) return undefined;
  const what = bytes.readUInt32LE(at + EVENT_AT);
  const cpu = bytes.readUInt32LE(at + EVENT_AT + 4);
  const stamp: Stamped = {
    monotonicUs: microseconds(bytes, at + EVENT_AT + 8),
    cpu: cpu === NO_CPU ? null : cpu,
    seq: bytes.readUInt32LE(at + 24),
  };
  const data = at + DATA_AT;
  const field = (index: number) => bytes.readInt32LE(data + 4 * index);
  const has = (fields: number) => end >= data + 4 * fields;
  if (what === WHAT.fork && has(4)) {
    return { type: 'fork', ...stamp, parentPid: field(1), tid: field(2), pid: field(3) };
  }
  if (what === WHAT.exec && has(2)) return { type: 'exec', ...stamp, pid: field(1) };
  if (what === WHAT.exit && has(4)) {
    // Kernels before 4.18 do not name the parent.
    const parentPid = has(6) ? field(5) : 0;
    return {
      type: 'exit',
      ...stamp,
      tid: field(0),
      pid: field(1),
      waitStatus: field(2),
      parentPid,
    };
  }
  if (what === WHAT.none && has(1)) {
    const ack = bytes.readUInt32LE(at + 28);
    return { type: 'ack', ...stamp, ack, error: bytes.readUInt32LE(data) };
  }
  return { type: 'other', ...stamp };
}

/** A u64 of ns as whole µs. Beyond 104 days of uptime the ns lose their last bit, the µs none. */
function microseconds(bytes: Buffer, at: number): number {
  const ns = bytes.readUInt32LE(at + 4) * 2 ** 32 + bytes.readUInt32LE(at);
  return Math.floor(ns / 1_000);
}
