import { readLiveFile } from '../manager/live-file.ts';
import type { SessionModel } from '../model/session-model.ts';
import { sessionReport } from '../protocol/session-report.ts';
import { readModel } from '../trace/read-trace.ts';
import { describeProblems } from '../trace/trace-parser.ts';
import { followSession } from './follow-session.ts';
import { outputText } from './output-text.ts';
import { newestTrace } from './own-traces.ts';
import { sessionText } from './session-text.ts';

export interface ShowOptions {
  readonly json?: boolean;
  readonly helpers?: boolean;
  /** The lines that were written: of one PID, or of all processes. */
  readonly output?: number | true;
  /** Wait for the session's end, and show it until then. */
  readonly follow?: boolean;
}

/** `forkscope show`: prints a recorded session, the last one by default, for people or for machines. */
export async function showCommand(trace: string | undefined, options: ShowOptions): Promise<void> {
  const file = trace ?? newestTrace();
  if (options.follow === true && readLiveFile(file) !== undefined) {
    const followed = await followSession(file, (model) => textOf(model, options));
    if (followed !== undefined) process.stdout.write(textOf(followed, options));
    return;
  }
  const { model, problems } = await readModel(file);
  const leftOut = describeProblems(problems);
  if (leftOut !== null) process.stderr.write(`forkscope: ${leftOut}\n`);
  process.stdout.write(textOf(model, options));
}

function textOf(model: SessionModel, options: ShowOptions): string {
  if (options.json === true) return `${JSON.stringify(sessionReport(model), undefined, 2)}\n`;
  if (options.output === undefined) return sessionText(model, options);
  return outputText(model, options.output === true ? undefined : options.output);
}
