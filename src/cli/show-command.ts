import { reduceSession } from '../model/session-model.ts';
import { sessionReport } from '../protocol/session-report.ts';
import { readTrace } from '../trace/read-trace.ts';
import { describeProblems } from '../trace/trace-parser.ts';
import { sessionText } from './session-text.ts';

export interface ShowOptions {
  readonly json?: boolean;
  readonly helpers?: boolean;
}

/** `forkscope show`: prints a recorded session for people, or for machines. */
export async function showCommand(file: string, options: ShowOptions): Promise<void> {
  const { header, events, problems } = await readTrace(file);
  const model = reduceSession(header, events);
  const leftOut = describeProblems(problems);
  if (leftOut !== null) process.stderr.write(`forkscope: ${leftOut}\n`);
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(sessionReport(model), undefined, 2)}\n`
      : sessionText(model, options),
  );
}
