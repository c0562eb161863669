import { randomUUID } from 'node:crypto';
import { clockText } from '../model/merge/clock-text.ts';
import { mergeSessions, type Part } from '../model/merge/merge-sessions.ts';
import { safeText } from '../model/safe-text.ts';
import { readTrace } from '../trace/read-trace.ts';
import { describeProblems } from '../trace/trace-parser.ts';
import { writeTrace } from '../trace/write-trace.ts';

export interface MergeOptions {
  readonly output: string;
}

/** `forkscope merge`: joins recordings of several hosts into one session, and tells how their clocks differ. */
export async function mergeCommand(
  files: readonly string[],
  { output }: MergeOptions,
): Promise<void> {
  const parts: Part[] = [];
  for (const file of files) {
    const { header, events, problems } = await readTrace(file);
    const leftOut = describeProblems(problems);
    if (leftOut !== null) process.stderr.write(`forkscope: ${file}: ${leftOut}\n`);
    parts.push({ header, events });
  }
  const { header, events, leftOut } = mergeSessions(parts, randomUUID());
  writeTrace(output, header, events);
  const without =
    leftOut === 0 ? '' : `; ${leftOut} events with times beyond all bounds are left out`;
  process.stderr.write(`forkscope: ${output} was written${without}.\n`);
  for (const host of header.hosts ?? []) {
    process.stderr.write(`  ${safeText(host.name)}: ${clockText(host)}\n`);
  }
}
