import type { Static } from 'typebox';
import type { StackSeen } from '../model/process-event.ts';
import { safeText } from '../model/safe-text.ts';

/** The stacks of one process, or why there are none; with a newline at its end. */
export function stackText({ process, threads, failure }: Static<typeof StackSeen>): string {
  if (failure !== undefined) return `Process ${process.pid} cannot answer: ${safeText(failure)}.\n`;
  const lines = [`Process ${process.pid}`];
  for (const { name, frames } of threads) {
    lines.push(`  ${safeText(name)}, innermost call first:`);
    for (const { function: called, site } of frames) {
      const where = site === null ? '' : `  ${safeText(site.file, 1_000)}:${site.line}`;
      lines.push(`    ${safeText(called)}${where}`);
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}
