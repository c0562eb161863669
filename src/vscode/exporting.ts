/** *Export Session…*: a recorded session in a format of another tool. */
import { basename, extname } from 'node:path';
import * as vscode from 'vscode';
import { exportSession } from '../trace/export/export-session.ts';
import { exportedFileName } from '../trace/export/exported-file.ts';
import { EXPORT_EXTENSIONS, EXPORT_FORMATS, type ExportFormat } from '../trace/export/format.ts';
import { readTrace } from '../trace/read-trace.ts';
import type { ObservedSession } from './observed-session.ts';

/** Asks for format and file, and writes it. @param dist folder of what is built. */
export async function exportWithDialog(session: ObservedSession, dist: string): Promise<void> {
  const { l10n, window } = vscode;
  const items = EXPORT_FORMATS.map((format) => ({ label: titleOf(format), format }));
  const title = l10n.t('Export Session');
  const chosen = await window.showQuickPick(items, { title });
  if (chosen === undefined) return;
  const ending = EXPORT_EXTENSIONS[chosen.format];
  const name = basename(session.traceFile, extname(session.traceFile));
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file('/');
  const target = await window.showSaveDialog({
    title,
    defaultUri: vscode.Uri.joinPath(folder, `${name}${ending}`),
    filters: { [chosen.label]: [ending.slice(1)] },
  });
  if (target === undefined) return;
  const files = exportSession(chosen.format, await readTrace(session.traceFile), {
    dist,
    language: vscode.env.language,
    messages: vscode.l10n.bundle ?? {},
  });
  for (const { infix, content } of files) {
    const uri = target.with({ path: exportedFileName(target.path, infix) });
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    await vscode.workspace.fs.writeFile(uri, bytes);
  }
  const open = l10n.t('Open');
  const written = l10n.t('{0} was written.', basename(target.path));
  if ((await window.showInformationMessage(written, open)) === open) {
    await vscode.env.openExternal(target);
  }
}

function titleOf(format: ExportFormat): string {
  const { t } = vscode.l10n;
  switch (format) {
    case 'perfetto':
      return t('Perfetto trace');
    case 'chrome':
      return t('Chrome trace (JSON)');
    case 'otlp':
      return t('OpenTelemetry spans (OTLP/JSON)');
    case 'csv':
      return t('Tables of processes and waits (CSV)');
    case 'dot':
      return t('Tree for Graphviz');
    case 'mermaid':
      return t('Tree for Mermaid');
    case 'html':
      return t('Report: the timeline as one HTML file');
  }
}
