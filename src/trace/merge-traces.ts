import { randomUUID } from 'node:crypto';
import { type MergedSession, mergeSessions, type Part } from '../model/merge/merge-sessions.ts';
import { readTrace } from './read-trace.ts';
import { describeProblems } from './trace-parser.ts';
import { writeTrace } from './write-trace.ts';

/**
 * Merges traces into a file.
 * @param tell is given one sentence on what was left out of a trace, where something was.
 * @throws {UserError} `trace-unreadable`, `not-a-trace` or `trace-unwritable`.
 */
export async function mergeTraces(
  files: readonly string[],
  target: string,
  tell: (file: string, leftOut: string) => void,
): Promise<MergedSession> {
  const parts: Part[] = [];
  for (const file of files) {
    const { header, events, problems } = await readTrace(file);
    const leftOut = describeProblems(problems);
    if (leftOut !== null) tell(file, leftOut);
    parts.push({ header, events });
  }
  const merged = mergeSessions(parts, randomUUID());
  writeTrace(target, merged.header, merged.events);
  return merged;
}
