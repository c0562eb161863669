import * as vscode from 'vscode';
import type { SessionFindings } from './session-findings.ts';
import { openFindings } from './status-item.ts';

/** Keeps the number of findings on the view's icon. */
export function badgeFindings<T>(
  view: vscode.TreeView<T>,
  findings: SessionFindings,
): vscode.Disposable {
  return findings.onDidChange(() => {
    const value = openFindings(findings);
    if (value === (view.badge?.value ?? 0)) return;
    const { l10n } = vscode;
    const tooltip = value === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', String(value));
    view.badge = value === 0 ? undefined : { value, tooltip };
  });
}
