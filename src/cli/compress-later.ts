import { statSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { resolve } from 'node:path';
import { compressTrace } from '../trace/compress-trace.ts';
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

/** `forkscope compress`: makes closed traces small. */
export function compressCommand(files: readonly string[]): void {
  setPriority(constants.priority.PRIORITY_LOW);
  for (const file of files) compressTrace(file);
}
