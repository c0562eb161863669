/** What stands at the end of a line that started processes or waited, and what its hover says. */
import * as vscode from 'vscode';
import type { LineFacts } from '../../model/line-facts.ts';
import { safeText } from '../../model/safe-text.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { durationText, statusOf } from '../../model/status.ts';

/** The command behind a PID in a hover; its arguments are the trace and the process's id. */
export const REVEAL_PROCESS = 'forkscope.revealProcess';
/** Processes that a hover lists. */
const MOST_LISTED = 20;

/** `4 processes, 2 alive`, `waits 3.42 s`, `waited 3 times, 12.40 s in total`. */
export function lineText({ started, alive, calls }: LineFacts): string {
  const { l10n } = vscode;
  const parts: string[] = [];
  if (started.length > 0) {
    const count =
      started.length === 1 ? l10n.t('1 process') : l10n.t('{0} processes', String(started.length));
    parts.push(alive === 0 ? count : l10n.t('{0}, {1} alive', count, String(alive)));
  }
  if (calls.open > 0) parts.push(l10n.t('waits {0}', roundedText(calls.openUs)));
  else if (calls.count === 1) parts.push(l10n.t('waited {0}', durationText(calls.totalUs)));
  if (calls.count > 1 && calls.open === 0) {
    parts.push(
      l10n.t('waited {0} times, {1} in total', String(calls.count), durationText(calls.totalUs)),
    );
  }
  return parts.join(' · ');
}

/** The same with every process; a click on a PID shows it in the timeline. */
export function lineHover(
  { started, waiting, calls }: LineFacts,
  model: SessionModel,
  traceFile: string,
): vscode.MarkdownString {
  const { l10n } = vscode;
  const hover = new vscode.MarkdownString();
  hover.isTrusted = { enabledCommands: [REVEAL_PROCESS] };
  const list = (title: string, ids: readonly string[]) => {
    hover.appendText(title).appendMarkdown('\n\n');
    for (const id of ids.slice(0, MOST_LISTED)) {
      const process = model.process(id);
      if (process === undefined) continue;
      const nameOf = (other: string) => safeText(model.process(other)?.name ?? other);
      const wait = model.waits().findLast((each) => each.waiter === id && each.endUs === null);
      const { text } = statusOf(process, wait, nameOf, l10n.t);
      const target = encodeURIComponent(JSON.stringify([traceFile, id]));
      hover.appendMarkdown(`- [${process.pid}](command:${REVEAL_PROCESS}?${target}) `);
      hover.appendText(`${safeText(process.name, 60)}: ${text}`).appendMarkdown('\n');
    }
    const more = ids.length - MOST_LISTED;
    if (more > 0) hover.appendText(l10n.t('and {0} more', String(more)));
    hover.appendMarkdown('\n\n');
  };
  if (started.length > 0) list(l10n.t('Started here'), started);
  if (waiting.length > 0) list(l10n.t('Waits here'), waiting);
  if (calls.count > 0 && calls.open === 0) {
    hover.appendText(
      l10n.t('{0} calls waited {1} in total.', String(calls.count), durationText(calls.totalUs)),
    );
  }
  return hover;
}

/** A time that still runs, in steps: a text that changes is drawn anew, and its hover with it. */
function roundedText(us: number): string {
  const seconds = Math.floor(us / 1_000_000);
  if (seconds < 1) return vscode.l10n.t('{0} s', '<1');
  if (seconds < 10) return vscode.l10n.t('{0} s', String(seconds));
  if (seconds < 60) return vscode.l10n.t('{0} s', String(seconds - (seconds % 5)));
  return vscode.l10n.t('{0} min', String(Math.floor(seconds / 60)));
}
