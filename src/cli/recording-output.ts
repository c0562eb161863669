/** What a recording leaves behind for its user when it ends. */
import type { Recording } from '../manager/recording.ts';
import { readModel } from '../trace/read-trace.ts';
import { sessionText } from './session-text.ts';

/** Says on standard error what the user should know of how the session was recorded. */
export function tellNotices(recording: Recording): void {
  for (const notice of recording.notices) process.stderr.write(`forkscope: ${notice}\n`);
}

/** Prints the session on standard error, and where its trace is if the user did not say. */
export async function printSummary(traceFile: string, isTemporary: boolean): Promise<void> {
  const { model } = await readModel(traceFile);
  process.stderr.write(sessionText(model));
  if (isTemporary) process.stderr.write(`\nTrace: ${traceFile}\n`);
}
