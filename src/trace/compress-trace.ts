import {
  closeSync,
  fstatSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { BLOCK_BYTES, BLOCKED_GZIP_MAGIC, gzipBlock } from './blocked-gzip.ts';

/**
 * Puts a compressed trace into the place of a closed one, in one step: who reads it goes on reading what
 * it has opened. Does nothing where the file is compressed already, grows, or is gone by then.
 * @returns whether it is compressed now.
 * @throws where the file cannot be read, or its folder not be written to.
 */
export function compressTrace(file: string): boolean {
  const from = openSync(file, 'r');
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    const { size, ino, mode } = fstatSync(from);
    const plain = Buffer.alloc(BLOCK_BYTES);
    const to = openSync(temporary, 'wx', mode & 0o777);
    try {
      for (let at = 0; at < size; ) {
        const read = readSync(from, plain, 0, BLOCK_BYTES, at);
        if (at === 0 && plain[0] === BLOCKED_GZIP_MAGIC) return true;
        if (read === 0) return false;
        writeSync(to, gzipBlock(plain.subarray(0, read)));
        at += read;
      }
      writeSync(to, gzipBlock(Buffer.alloc(0)));
    } finally {
      closeSync(to);
    }
    const now = statSync(file, { throwIfNoEntry: false });
    if (now?.ino !== ino || now.size !== size) return false;
    renameSync(temporary, file);
    return true;
  } finally {
    closeSync(from);
    rmSync(temporary, { force: true });
  }
}
