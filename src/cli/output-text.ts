/** What the processes of a session wrote, line by line. */
import { safeLine, safeText } from '../model/safe-text.ts';
import type { SessionModel } from '../model/session-model.ts';
import { sizeText } from '../model/status.ts';

/** The lines in the order of time, of one PID or of all, with a newline at the end of each. */
export function outputText(model: SessionModel, pid?: number): string {
  const rows: string[] = [];
  for (const { process: id, stream, tUs, text, skippedBytes } of model.output()) {
    const process = model.process(id);
    if (pid !== undefined && process?.pid !== pid) continue;
    const name = safeText(process?.name ?? id);
    const lead = `${(tUs / 1e6).toFixed(3)} s  ${process?.pid ?? '?'} ${name}  ${stream}`;
    if (skippedBytes > 0) rows.push(`${lead}  … ${sizeText(skippedBytes)} not kept`);
    rows.push(`${lead}  ${safeLine(text)}`);
  }
  return rows.map((row) => `${row}\n`).join('');
}
