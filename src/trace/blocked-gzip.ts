/**
 * Blocked gzip (BGZF, as bgzip writes it; SAM specification, section 4.1): a gzip file made of many
 * small members, each of which says how long it is. `zcat` reads it, and where a part is damaged or cut
 * off, the other blocks can still be read.
 */
import { crc32, deflateRawSync, gunzipSync } from 'node:zlib';

/** Bytes of plain data in a block, as bgzip has it: the block stays below 64 KiB whatever they are. */
export const BLOCK_BYTES = 0xff00;
/** More is in no block. */
const MOST_PLAIN = 0x10000;
/** gzip, deflate, with an extra field; no time; no flags; unknown OS; six bytes of extra field: BC, 2. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, 6, 0, 0x42, 0x43, 2, 0]);
const HEAD_BYTES = HEAD.length + 2;
const TAIL_BYTES = 8;

/** The first byte of such a file, and of no text. */
export const BLOCKED_GZIP_MAGIC = 0x1f;

/** The block of at most `BLOCK_BYTES` of plain data. An empty one stands at the file's end. */
export function gzipBlock(plain: Buffer): Buffer {
  const packed = deflateRawSync(plain, { level: 6 });
  const block = Buffer.alloc(HEAD_BYTES + packed.length + TAIL_BYTES);
  HEAD.copy(block);
  block.writeUInt16LE(block.length - 1, HEAD.length);
  packed.copy(block, HEAD_BYTES);
  block.writeUInt32LE(crc32(plain), block.length - TAIL_BYTES);
  block.writeUInt32LE(plain.length, block.length - TAIL_BYTES / 2);
  return block;
}

/** Reads such a file, however its bytes are cut up. */
export class BlockReader {
  #rest: Buffer = Buffer.alloc(0);
  #lost = false;

  /** Whether something came that is no block: what follows cannot be read. */
  get lost(): boolean {
    return this.#lost;
  }

  /** Takes the next bytes and gives the data of each block that they complete; null for a damaged one. */
  *push(chunk: Buffer): Generator<Buffer | null> {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (!this.#lost && bytes.length - at >= HEAD_BYTES) {
      if (!isHead(bytes, at)) {
        this.#lost = true;
        break;
      }
      const end = at + bytes.readUInt16LE(at + HEAD.length) + 1;
      if (end > bytes.length) break;
      yield unpacked(bytes.subarray(at, end));
      at = end;
    }
    // A copy: the chunk's memory is the caller's, who fills it again.
    this.#rest = this.#lost ? Buffer.alloc(0) : Buffer.from(bytes.subarray(at));
  }
}

/** Compares what every block has in common; a length that holds no data is none. */
function isHead(bytes: Buffer, at: number): boolean {
  const common = bytes.compare(HEAD, 0, 4, at, at + 4) === 0;
  const extra = bytes.compare(HEAD, 10, HEAD.length, at + 10, at + HEAD.length) === 0;
  const length = bytes.readUInt16LE(at + HEAD.length) + 1;
  return common && extra && length > HEAD_BYTES + TAIL_BYTES;
}

function unpacked(block: Buffer): Buffer | null {
  try {
    return gunzipSync(block, { maxOutputLength: MOST_PLAIN });
  } catch {
    return null;
  }
}
