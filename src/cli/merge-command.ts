import { clockText } from '../model/merge/clock-text.ts';
import { safeText } from '../model/safe-text.ts';
import { mergeTraces } from '../trace/merge-traces.ts';

export interface MergeOptions {
  readonly output: string;
}

/** `forkscope merge`: joins recordings of several hosts into one session, and tells how their clocks differ. */
export async function mergeCommand(
  files: readonly string[],
  { output }: MergeOptions,
): Promise<void> {
  const { header, leftOut } = await mergeTraces(files, output, (file, sentence) => {
    process.stderr.write(`forkscope: ${file}: ${sentence}\n`);
  });
  const without =
    leftOut === 0 ? '' : `; ${leftOut} events with times beyond all bounds are left out`;
  process.stderr.write(`forkscope: ${output} was written${without}.\n`);
  for (const host of header.hosts ?? []) {
    process.stderr.write(`  ${safeText(host.name)}: ${clockText(host)}\n`);
  }
}
