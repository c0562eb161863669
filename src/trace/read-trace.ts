import { createReadStream } from 'node:fs';
import type { SessionEvent, SessionHeader } from '../model/process-event.ts';
import { messageOf, systemErrorCode, UserError } from '../model/user-error.ts';
import { TraceParser, type TraceProblems } from './trace-parser.ts';

export interface Trace {
  readonly header: SessionHeader;
  readonly events: readonly SessionEvent[];
  readonly problems: TraceProblems;
}

/**
 * Reads a whole trace file.
 * @throws {UserError} `trace-unreadable` where the file cannot be read, `not-a-trace` where it is none.
 */
export async function readTrace(file: string): Promise<Trace> {
  const parser = new TraceParser();
  const events: SessionEvent[] = [];
  try {
    for await (const chunk of createReadStream(file)) {
      for (const event of parser.push(chunk)) events.push(event);
      if (parser.isForeign) break;
    }
  } catch (error) {
    throw unreadableTrace(file, error);
  }
  if (parser.header === undefined) throw notATrace(file);
  return { header: parser.header, events, problems: parser.problems };
}

export function notATrace(file: string): UserError {
  return new UserError(
    'not-a-trace',
    `${file} is not a Forkscope trace: its first line is no header.`,
  );
}

export function unreadableTrace(file: string, error: unknown): UserError {
  const code = systemErrorCode(error);
  const why =
    code === 'ENOENT'
      ? 'there is no such file'
      : code === 'EISDIR'
        ? 'it is a directory'
        : code === 'EACCES'
          ? 'permission denied'
          : messageOf(error);
  return new UserError('trace-unreadable', `The trace ${file} cannot be read: ${why}.`, {
    cause: error,
  });
}
