import type { Koffi, Pointer } from './koffi.ts';
import type { LibC } from './libc.ts';
import { decodeExecNames, type ExecName, encodeExecNamesAttr } from './perf-records.ts';
import { refusal } from './unavailable.ts';

/** Number of perf_event_open(2) by Node's architecture name. */
const PERF_EVENT_OPEN: Readonly<Record<string, number>> = { x64: 298, arm64: 241, riscv64: 241 };
const NO_GROUP = -1;
const PERF_FLAG_FD_CLOEXEC = 8;

const PROT_READ_WRITE = 3;
const MAP_SHARED = 1;
const MAP_FAILED = 2n ** 64n - 1n;

/** Offsets in struct perf_event_mmap_page. What lies behind the page is the ring. */
const DATA_HEAD_AT = 1_024;
const DATA_TAIL_AT = 1_032;
const DATA_OFFSET_AT = 1_040;
const DATA_SIZE_AT = 1_048;

/**
 * Bytes asked for the ring, a power of two: about 2,000 names. The kernel lets a user have about
 * 500 KB of such memory a CPU without privileges.
 */
const RING_BYTES = 131_072;
/** A page may be that large, see getpagesize(2). */
const PAGE_BYTES = [4_096, 16_384, 65_536];

/** What happens on one CPU is told through one ring: a buffer that the kernel fills and we empty. */
export class PerfRing {
  readonly #libc: LibC;
  readonly #koffi: Koffi;
  readonly #fd: number;
  #mapped: { readonly at: Pointer; readonly bytes: number } | undefined;
  readonly #dataOffset: number;
  readonly #dataSize: bigint;

  /**
   * @param pid of a thread; what comes from it from now on is told of.
   * @throws {KernelUnavailable} when the system refuses.
   */
  constructor(libc: LibC, koffi: Koffi, pid: number, cpu: number) {
    this.#libc = libc;
    this.#koffi = koffi;
    const number = PERF_EVENT_OPEN[process.arch] ?? -1;
    const attr = encodeExecNamesAttr();
    this.#fd = libc.perfEventOpen(number, attr, pid, cpu, NO_GROUP, PERF_FLAG_FD_CLOEXEC);
    if (this.#fd < 0) throw refusal('perf_event_open', libc.errno());
    this.#mapped = this.#map();
    if (this.#mapped === undefined) {
      const error = refusal('mmap', libc.errno());
      libc.close(this.#fd);
      throw error;
    }
    this.#dataOffset = Number(this.#number(DATA_OFFSET_AT));
    this.#dataSize = this.#number(DATA_SIZE_AT);
  }

  /** What has been told since the last call. */
  read(): ExecName[] {
    if (this.#mapped === undefined) return [];
    const head = this.#number(DATA_HEAD_AT);
    const tail = this.#number(DATA_TAIL_AT);
    if (head === tail) return [];
    const from = Number(tail % this.#dataSize);
    const length = Number(head - tail);
    const first = Math.min(length, Number(this.#dataSize) - from);
    const bytes = Buffer.concat([this.#bytes(from, first), this.#bytes(0, length - first)]);
    this.#koffi.encode(this.#mapped.at, DATA_TAIL_AT, 'uint64_t', head);
    return decodeExecNames(bytes);
  }

  close(): void {
    if (this.#mapped === undefined) return;
    this.#libc.munmap(this.#mapped.at, this.#mapped.bytes);
    this.#mapped = undefined;
    this.#libc.close(this.#fd);
  }

  #map(): { at: Pointer; bytes: number } | undefined {
    for (const page of PAGE_BYTES) {
      const bytes = page + RING_BYTES;
      const at = this.#libc.mmap(null, bytes, PROT_READ_WRITE, MAP_SHARED, this.#fd, 0);
      if (at !== MAP_FAILED) return { at, bytes };
    }
    return undefined;
  }

  #number(offset: number): bigint {
    const { at } = this.#mapped ?? {};
    return at === undefined ? 0n : BigInt(this.#koffi.decode(at, offset, 'uint64_t') as bigint);
  }

  #bytes(from: number, length: number): Uint8Array {
    const { at } = this.#mapped ?? {};
    if (at === undefined || length === 0) return new Uint8Array();
    const type = this.#koffi.array('uint8_t', length, 'Typed');
    return this.#koffi.decode(at, this.#dataOffset + from, type) as Uint8Array;
  }
}
