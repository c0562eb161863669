/** Long sessions need more memory than Node gives itself. */
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { constants, totalmem } from 'node:os';
import { getHeapStatistics } from 'node:v8';
import { BLOCKED_GZIP_MAGIC } from '../trace/blocked-gzip.ts';

/** Bytes of memory a byte of trace, measured with bench/scale. */
const MEMORY_PER_BYTE = 8;
/** By how much blocked gzip makes traces smaller. */
const COMPRESSION = 20;
/** So much of the machine's memory is taken at most. */
const LARGEST_SHARE = 0.75;

/**
 * The heap that traces of these sizes need, in bytes, where that is more than `limit`; undefined where it
 * is not. All in bytes.
 */
export function heapFor(traceBytes: number, limit: number, total: number): number | undefined {
  const wanted = Math.min(traceBytes * MEMORY_PER_BYTE, total * LARGEST_SHARE);
  return wanted > limit ? Math.floor(wanted) : undefined;
}

/**
 * Where the traces among `files` are larger than this process has room for, runs its command in another
 * one that has, and returns how that ended: its exit code.
 */
export function runWithRoomFor(files: readonly string[]): number | undefined {
  const bytes = files.reduce((sum, file) => sum + plainBytes(file), 0);
  const heap = heapFor(bytes, getHeapStatistics().heap_size_limit, totalmem());
  if (heap === undefined) return undefined;
  const [, script = '', ...args] = process.argv;
  const flag = `--max-old-space-size=${Math.ceil(heap / 2 ** 20)}`;
  const { status, signal } = spawnSync(
    process.execPath,
    [...process.execArgv, flag, script, ...args],
    { stdio: 'inherit' },
  );
  return status ?? 128 + (signal === null ? 0 : constants.signals[signal]);
}

/** Size of a trace as text; 0 for what is no file that can be read. */
function plainBytes(file: string): number {
  try {
    const stat = statSync(file);
    if (!stat.isFile()) return 0;
    const fd = openSync(file, 'r');
    const first = Buffer.alloc(1);
    readSync(fd, first);
    closeSync(fd);
    return first[0] === BLOCKED_GZIP_MAGIC ? stat.size * COMPRESSION : stat.size;
  } catch {
    return 0;
  }
}
