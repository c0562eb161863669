import { createReadStream } from 'node:fs';
import type { SessionEvent, SessionHeader } from '../model/process-event.ts';
import { SessionModel } from '../model/session-model.ts';
import { messageOf, systemErrorCode, UserError } from '../model/user-error.ts';
import { TraceParser, type TraceProblems } from './trace-parser.ts';

export interface Trace {
  readonly header: SessionHeader;
  readonly events: readonly SessionEvent[];
  readonly problems: TraceProblems;
}

export interface ReadModel {
  readonly model: SessionModel;
  readonly problems: TraceProblems;
}

/**
 * Reads a whole trace file.
 * @throws {UserError} `trace-unreadable` where the file cannot be read, `not-a-trace` where it is none.
 */
export async function readTrace(file: string): Promise<Trace> {
  const events: SessionEvent[] = [];
  const { header, problems } = await readEvents(file, (_, event) => events.push(event));
  return { header, events, problems };
}

/**
 * Reads a whole trace file into a model, and keeps nothing of it but that.
 * @throws {UserError} as `readTrace` does.
 */
export async function readModel(file: string): Promise<ReadModel> {
  let model: SessionModel | undefined;
  const { header, problems } = await readEvents(file, (header, event) => {
    model ??= new SessionModel(header);
    model.apply(event);
  });
  return { model: model ?? new SessionModel(header), problems };
}

async function readEvents(
  file: string,
  take: (header: SessionHeader, event: SessionEvent) => void,
): Promise<Pick<Trace, 'header' | 'problems'>> {
  const parser = new TraceParser();
  for await (const chunk of bytesOf(file)) {
    const events = parser.push(chunk);
    const { header } = parser;
    if (header !== undefined) for (const event of events) take(header, event);
    if (parser.isForeign) break;
  }
  if (parser.header === undefined) throw notATrace(file);
  return { header: parser.header, problems: parser.problems };
}

async function* bytesOf(file: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(file);
  } catch (error) {
    throw unreadableTrace(file, error);
  }
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
