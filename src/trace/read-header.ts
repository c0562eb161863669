import { closeSync, openSync, readSync } from 'node:fs';
import type { SessionHeader } from '../model/process-event.ts';
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
    const start = bytes.subarray(0, readSync(fd, bytes, 0, bytes.length, 0));
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
