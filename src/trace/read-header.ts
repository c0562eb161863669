import { closeSync, openSync, readSync } from 'node:fs';
import type { SessionHeader } from '../model/process-event.ts';
import { BLOCKED_GZIP_MAGIC, BlockReader } from './blocked-gzip.ts';
import { isSessionHeader } from './trace-format.ts';

/** Longest header that is looked at; in bytes. */
const MAX_HEADER_BYTES = 256 * 1024;

/** The header of a trace; undefined where the file is missing, none, or not yet begun. */
export function readTraceHeader(file: string): SessionHeader | undefined {
  let fd: number;
  try {
    fd = openSync(file, 'r');
  } catch {
    return undefined;
  }
  try {
    const bytes = Buffer.alloc(MAX_HEADER_BYTES);
    const start = plainStart(bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0)));
    const end = start.indexOf(0x0a);
    if (end === -1) return undefined;
    const value: unknown = JSON.parse(start.subarray(0, end).toString('utf8'));
    return isSessionHeader(value) ? value : undefined;
  } catch {
    return undefined;
  } finally {
    closeSync(fd);
  }
}

/** Of a compressed trace, the text of its first blocks until the first line ends. */
function plainStart(bytes: Buffer): Buffer {
  if (bytes[0] !== BLOCKED_GZIP_MAGIC) return bytes;
  let start: Buffer = Buffer.alloc(0);
  for (const block of new BlockReader().push(bytes)) {
    if (block === null) break;
    start = Buffer.concat([start, block]);
    if (block.includes(0x0a)) break;
  }
  return start;
}
