import type { SessionEvent, SessionHeader } from '../model/process-event.ts';
import { messageOf, UserError } from '../model/user-error.ts';
import { TraceWriter } from './trace-writer.ts';

/** A session may be longer than a text can be. */
const EVENTS_AT_ONCE = 1_000;

/**
 * Writes a whole session into a file.
 * @throws {UserError} `trace-unwritable`.
 */
export function writeTrace(
  file: string,
  header: SessionHeader,
  events: Iterable<SessionEvent>,
): void {
  const writer = new TraceWriter(file, () => undefined);
  try {
    writer.begin(header);
    let pending = 0;
    for (const event of events) {
      writer.append(event);
      pending = (pending + 1) % EVENTS_AT_ONCE;
      if (pending === 0) writer.flush();
    }
  } finally {
    writer.close();
  }
  if (writer.failure !== undefined) {
    const message = `${file} cannot be written: ${messageOf(writer.failure)}.`;
    throw new UserError('trace-unwritable', message, { cause: writer.failure });
  }
}
