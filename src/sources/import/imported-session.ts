import { randomUUID } from 'node:crypto';
import type { SessionEvent, SessionHeader } from '../../model/process-event.ts';
import { TRACE_VERSION } from '../../trace/trace-format.ts';

/** What somebody has recorded with another tool, as a session. */
export interface ImportedSession {
  readonly header: SessionHeader;
  readonly events: readonly SessionEvent[];
  /** Lines or entries that say nothing which is understood here. */
  readonly leftOut: number;
}

/** What an import needs to know beside the recording. */
export interface ImportContext {
  /** Name of the file, for messages. */
  readonly file: string;
  /** Version of Forkscope. */
  readonly version: string;
}

export function importedHeader(
  known: Pick<SessionHeader, 'command' | 'startedAt' | 'platform'>,
  { version }: ImportContext,
): SessionHeader {
  return {
    type: 'session',
    version: TRACE_VERSION,
    id: randomUUID(),
    cwd: '',
    origin: 'launch',
    // No other tool says these.
    clockEpochUs: 0,
    host: 'unknown',
    recordedBy: version,
    ...known,
  };
}

/** What says where a session is from. */
export function importedFrom(about: 'strace' | 'recorder', { file }: ImportContext): SessionEvent {
  return {
    type: 'source',
    tUs: 0,
    source: 'recorder',
    evidence: 'reported',
    about,
    status: 'ended',
    message: `Imported from ${file}.`,
  };
}
