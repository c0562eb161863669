/** *Merge Traces…*: recordings of several hosts as one session. */
import { basename, dirname } from 'node:path';
import * as vscode from 'vscode';
import { safeText } from '../model/safe-text.ts';
import { UserError } from '../model/user-error.ts';
import { mergeTraces } from '../trace/merge-traces.ts';
import { readTraceHeader } from '../trace/read-header.ts';
import { TRACE_EXTENSION } from '../trace/trace-format.ts';

/** More files than somebody chooses from. */
const MOST_FILES = 1_000;

interface TraceItem extends vscode.QuickPickItem {
  readonly file: string;
}

/**
 * Asks which traces of the workspace, or of this window's sessions, and for a file; writes it and opens it.
 * @param known traces that the window knows.
 * @throws {UserError} `usage` where there are no two traces.
 */
export async function mergeWithDialog(known: readonly string[]): Promise<void> {
  const { l10n, window, workspace } = vscode;
  const found = await workspace.findFiles(`**/*${TRACE_EXTENSION}`, undefined, MOST_FILES);
  const offered = new Set([...found.map(({ fsPath }) => fsPath), ...known]);
  const items = [...offered].sort().flatMap((file) => itemOf(file) ?? []);
  if (items.length < 2) {
    throw new UserError(
      'usage',
      l10n.t('There are no two traces to merge: put those of the hosts into the workspace.'),
    );
  }
  const title = l10n.t('Merge Traces');
  const chosen = await window.showQuickPick(items, {
    title,
    canPickMany: true,
    matchOnDescription: true,
    matchOnDetail: true,
    placeHolder: l10n.t('Recordings of one program, of all hosts that it ran on'),
  });
  const [first] = chosen ?? [];
  if (chosen === undefined || first === undefined) return;
  const target = await window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.joinPath(
      workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(dirname(first.file)),
      `merged${TRACE_EXTENSION}`,
    ),
    filters: { [l10n.t('Trace')]: [TRACE_EXTENSION.slice(1)] },
  });
  if (target === undefined) return;
  const files = chosen.map(({ file }) => file);
  await mergeTraces(files, target.fsPath, (file, leftOut) => {
    void window.showWarningMessage(`${basename(file)}: ${leftOut}`);
  });
  await vscode.commands.executeCommand('vscode.open', target);
}

/** How a trace is offered; undefined where it is none. */
function itemOf(file: string): TraceItem | undefined {
  const header = readTraceHeader(file);
  if (header === undefined) return undefined;
  const when = new Date(header.startedAt).toLocaleString(vscode.env.language);
  return {
    file,
    label: safeText(basename(file)),
    description: `${safeText(header.host)} · ${when}`,
    detail: safeText(header.command.join(' ')),
  };
}
