import { statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import { readLiveFile } from '../manager/live-file.ts';
import { UserError } from '../model/user-error.ts';
import { isAlive } from '../sources/process-end.ts';
import { compressTrace } from '../trace/compress-trace.ts';
import { requireTrace } from '../trace/trace-tail.ts';
import { startBeside } from './start-beside.ts';

/** Smaller traces stay text: nothing is won. In bytes. */
const LEAST_BYTES = 2 ** 18;

/**
 * Has a closed trace compressed by a process of its own: whoever waits for the program to end is not to
 * wait for that.
 */
export function compressLater(traceFile: string): void {
  const stat = statSync(traceFile, { throwIfNoEntry: false });
  if (stat === undefined || !stat.isFile() || stat.size < LEAST_BYTES) return;
  startBeside('compress', resolve(traceFile));
}

/**
 * `forkscope compress`: makes closed traces small.
 * @throws {UserError} where a file is no trace, or its recorder is at work: what that one would still
 * write would be lost.
 */
export function compressCommand(files: readonly string[]): void {
  setPriority(constants.priority.PRIORITY_LOW);
  for (const file of files) {
    requireTrace(file);
    const live = readLiveFile(file);
    if (live !== undefined && isAlive(live.recorderPid)) {
      throw new UserError('usage', `${file} is being recorded; compress it once that has ended.`);
    }
    compressTrace(file);
  }
}
