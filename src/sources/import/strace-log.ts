/** Logs of `strace -f -ttt -o FILE`, whoever made them. */
import {
  type Birth,
  MAX_PID,
  MAX_US,
  type ProcessEvent,
  type ProcessRef,
  type SessionEvent,
} from '../../model/process-event.ts';
import { UserError } from '../../model/user-error.ts';
import { isSessionEvent } from '../../trace/trace-format.ts';
import { parseStraceLine, type StraceLine } from '../strace/strace-line.ts';
import { StraceTranslation } from '../strace/strace-translation.ts';
import {
  type ImportContext,
  type ImportedSession,
  importedFrom,
  importedHeader,
} from './imported-session.ts';

/** Between the start of the first process and its first line, in µs: strace is there before. */
const ROOT_BIRTH: Birth = [0, 2_000];

/** In µs since 1970, some 285 years: beyond it, µs are no longer exact. */
const LATEST_US = Number.MAX_SAFE_INTEGER;

/** Whether a text begins as such a log does: with a PID and a time. */
export function isStraceLog(text: string): boolean {
  return /^\d+\s+\d+\.\d{6} /.test(text);
}

/**
 * The session that such a log tells of. What is not about processes, waits or ends is left out.
 * @throws {UserError} `not-a-trace` where no line is of the form.
 */
export function importStraceLog(lines: Iterable<string>, context: ImportContext): ImportedSession {
  const events: ProcessEvent[] = [];
  let [leftOut, lastUs, epochUs] = [0, 0, 0];
  let translation: StraceTranslation | undefined;
  for (const text of lines) {
    const line = parseStraceLine(text);
    if (line === undefined || !isSound(line, translation === undefined ? line.wallUs : epochUs)) {
      if (text !== '') leftOut += 1;
      continue;
    }
    if (translation === undefined) {
      epochUs = line.wallUs;
      const root: ProcessRef = { pid: line.tid, birth: ROOT_BIRTH };
      translation = new StraceTranslation(root, (wallUs) => Math.max(0, wallUs - epochUs));
      events.push({ type: 'started', tUs: 0, source: 'strace', evidence: 'kernel', process: root });
    }
    lastUs = Math.max(lastUs, line.wallUs - epochUs);
    for (const event of translation.translate(line)) {
      // A damaged log may name a PID that no process can have.
      if (isSessionEvent(event)) events.push(event);
      else leftOut += 1;
    }
  }
  if (translation === undefined) {
    throw new UserError(
      'not-a-trace',
      `${context.file} is no log of strace -f -ttt -o FILE: no line begins with a PID and a time.`,
    );
  }
  events.push(...translation.flush(lastUs));
  const command = events.find(({ type }) => type === 'exec');
  const header = importedHeader(
    {
      command: command?.type === 'exec' ? command.argv : [],
      startedAt: new Date(epochUs / 1_000).toISOString(),
      platform: 'linux',
    },
    context,
  );
  return {
    header,
    events: [importedFrom('strace', context), ...events, end(events, lastUs)],
    leftOut,
  };
}

/** Whether a process and an instant of a session can be what the line names. */
function isSound({ tid, wallUs }: StraceLine, epochUs: number): boolean {
  return tid <= MAX_PID && wallUs <= LATEST_US && Math.abs(wallUs - epochUs) <= MAX_US;
}

/** The log's end: what has not ended by then is left over. */
function end(events: readonly ProcessEvent[], tUs: number): SessionEvent {
  const alive = new Map<ProcessRef, ProcessRef>();
  for (const { type, process } of events) {
    if (type === 'started') alive.set(process, process);
    else if (type === 'ended') alive.delete(process);
  }
  const leftOver = [...alive.values()];
  const complete = leftOver.length === 0;
  return {
    type: 'session-ended',
    tUs,
    source: 'recorder',
    evidence: 'inferred',
    complete,
    leftOver,
  };
}
