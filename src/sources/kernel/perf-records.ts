/**
 * The bytes of perf_event_open(2), as include/uapi/linux/perf_event.h lays them out:
 *
 *     perf_event_attr     0 type u32,   4 size u32,   8 config u64,  24 sample_type u64, 40 flags u64,
 *                        92 clockid i32
 *     perf_event_header   0 type u32,   4 misc u16,   6 size u16
 *     PERF_RECORD_COMM    8 pid u32,   12 tid u32,   16 name, ended and padded by NULs; then, as
 *                         sample_type asks for it, pid u32, tid u32, time u64 (ns)
 */

const ATTR_BYTES = 112;
const TYPE_SOFTWARE = 1;
/** Counts nothing: such an event is there for the records that come beside it. */
const CONFIG_DUMMY = 9n;
const SAMPLE_TID = 2n;
const SAMPLE_TIME = 4n;
const CLOCK_MONOTONIC = 1;

/** Bits of `flags`. Without the kernel and the hypervisor, no privilege is needed. */
const FLAGS = {
  inherit: 1n << 1n,
  excludeKernel: 1n << 5n,
  excludeHypervisor: 1n << 6n,
  comm: 1n << 9n,
  sampleIdAll: 1n << 18n,
  commExec: 1n << 24n,
  useClockId: 1n << 25n,
};

const RECORD_COMM = 3;
const MISC_COMM_EXEC = 1 << 13;
const HEADER_BYTES = 8;
const NAME_AT = 16;
const TIME_FROM_END = 8;

/** A process has become another program, which has this name, of 15 bytes at most. */
export interface ExecName {
  readonly pid: number;
  readonly name: string;
  /** Instant on the machine's monotonic clock, in µs, rounded down. */
  readonly monotonicUs: number;
}

/** Asks for the name of whatever a thread, and all that come from it, execute. */
export function encodeExecNamesAttr(): Buffer {
  const attr = Buffer.alloc(ATTR_BYTES);
  attr.writeUInt32LE(TYPE_SOFTWARE, 0);
  attr.writeUInt32LE(ATTR_BYTES, 4);
  attr.writeBigUInt64LE(CONFIG_DUMMY, 8);
  attr.writeBigUInt64LE(SAMPLE_TID | SAMPLE_TIME, 24);
  attr.writeBigUInt64LE(
    Object.values(FLAGS).reduce((all, flag) => all | flag),
    40,
  );
  attr.writeInt32LE(CLOCK_MONOTONIC, 92);
  return attr;
}

/** The names in a run of whole records, oldest first; other records, and what is cut, are left out. */
export function decodeExecNames(bytes: Buffer): ExecName[] {
  const names: ExecName[] = [];
  for (let at = 0; at + HEADER_BYTES <= bytes.length; ) {
    const size = bytes.readUInt16LE(at + 6);
    if (size < HEADER_BYTES || at + size > bytes.length) break;
    const isExec = (bytes.readUInt16LE(at + 4) & MISC_COMM_EXEC) !== 0;
    if (bytes.readUInt32LE(at) === RECORD_COMM && isExec) {
      const record = bytes.subarray(at, at + size);
      const nameEnd = record.indexOf(0, NAME_AT);
      if (size > NAME_AT + TIME_FROM_END && nameEnd >= 0) {
        names.push({
          pid: record.readUInt32LE(HEADER_BYTES),
          name: record.toString('utf8', NAME_AT, nameEnd),
          monotonicUs: Number(record.readBigUInt64LE(size - TIME_FROM_END) / 1_000n),
        });
      }
    }
    at += size;
  }
  return names;
}
