import { writeFileSync } from 'node:fs';
import { messageOf, UserError } from '../model/user-error.ts';
import { exportSession } from '../trace/export/export-session.ts';
import { exportedFileName } from '../trace/export/exported-file.ts';
import type { ExportFormat } from '../trace/export/format.ts';
import { readTrace } from '../trace/read-trace.ts';
import { describeProblems } from '../trace/trace-parser.ts';
import { distPath } from './installation.ts';

export interface ExportCommandOptions {
  readonly format: ExportFormat;
  /** Where to; `-` for standard output. */
  readonly output: string;
}

/** `forkscope export`: writes a recorded session in a format of another tool. */
export async function exportCommand(file: string, options: ExportCommandOptions): Promise<void> {
  const { format, output } = options;
  const trace = await readTrace(file);
  const leftOut = describeProblems(trace.problems);
  if (leftOut !== null) process.stderr.write(`forkscope: ${leftOut}\n`);
  const files = exportSession(format, trace, { dist: distPath(), language: 'en', messages: {} });
  if (output === '-') {
    process.stdout.write(files[0].content);
    return;
  }
  for (const { infix, content } of files) {
    const name = exportedFileName(output, infix);
    try {
      writeFileSync(name, content);
    } catch (error) {
      const message = `${name} cannot be written: ${messageOf(error)}.`;
      throw new UserError('export-failed', message, { cause: error });
    }
  }
}
