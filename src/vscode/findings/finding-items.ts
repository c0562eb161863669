/** The rows of the tree that show findings. */
import * as vscode from 'vscode';
import type { Finding, Severity } from '../../model/findings/finding.ts';
import { ruleOf } from '../../model/findings/registry.ts';
import { baseName } from '../../model/naming.ts';
import { safeText } from '../../model/safe-text.ts';
import type { ObservedSession } from '../observed-session.ts';

const ICONS: Readonly<Record<Severity, { readonly icon: string; readonly color: string }>> = {
  error: { icon: 'error', color: 'list.errorForeground' },
  warning: { icon: 'warning', color: 'list.warningForeground' },
  info: { icon: 'info', color: 'descriptionForeground' },
};

function iconOf(severity: Severity): vscode.ThemeIcon {
  const { icon, color } = ICONS[severity];
  return new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
}

/** The row above a session's findings; they come with the most severe first. */
export function findingsItem(
  session: ObservedSession,
  findings: readonly Finding[],
): vscode.TreeItem {
  const { l10n } = vscode;
  const worst = findings[0]?.severity ?? 'info';
  const item = new vscode.TreeItem(
    findings.length === 1 ? l10n.t('1 finding') : l10n.t('{0} findings', String(findings.length)),
    worst === 'info'
      ? vscode.TreeItemCollapsibleState.Collapsed
      : vscode.TreeItemCollapsibleState.Expanded,
  );
  item.id = `${session.traceFile}/findings`;
  item.contextValue = 'findings';
  item.iconPath = iconOf(worst);
  return item;
}

export function findingItem(
  session: ObservedSession,
  findings: readonly Finding[],
  id: string,
): vscode.TreeItem {
  const { l10n } = vscode;
  const finding = findings.find((each) => each.id === id);
  if (finding === undefined) return new vscode.TreeItem('');
  const { rule, severity, message, site, untilUs } = finding;
  const title = ruleOf(rule)?.title(l10n.t) ?? rule;
  const item = new vscode.TreeItem(title);
  const where = site === null ? '' : `${safeText(baseName(site.file), 80)}:${site.line}`;
  const past = untilUs === null ? '' : l10n.t('over');
  item.id = `${session.traceFile}/finding/${id}`;
  item.description = [where, past].filter((part) => part !== '').join(' · ');
  item.contextValue = 'finding';
  item.iconPath = iconOf(untilUs === null ? severity : 'info');
  item.tooltip = [message, ruleOf(rule)?.advice(l10n.t) ?? ''].join('\n');
  item.accessibilityInformation = { label: `${title}: ${message}` };
  item.command = {
    command: 'forkscope.openFinding',
    title: l10n.t('Go to the Finding'),
    arguments: [{ kind: 'finding', session, finding: id }],
  };
  return item;
}
