/** The rows of the tree that show sessions and processes. */
import * as vscode from 'vscode';
import { hostName, pidText } from '../model/hosts.ts';
import { safeText } from '../model/safe-text.ts';
import { durationText, statusOf, type Tone } from '../model/status.ts';
import type { ProcessView, WaitView } from '../model/views.ts';
import type { ObservedSession } from './observed-session.ts';
import { sessionSummary, sessionTitle } from './session-label.ts';

const ICONS: Readonly<Record<Tone, { readonly icon: string; readonly color: string }>> = {
  running: { icon: 'play', color: 'charts.green' },
  waiting: { icon: 'watch', color: 'charts.blue' },
  blocked: { icon: 'debug-pause', color: 'charts.blue' },
  quiet: { icon: 'check', color: 'descriptionForeground' },
  failed: { icon: 'error', color: 'charts.red' },
  daemon: { icon: 'pulse', color: 'charts.purple' },
  zombie: { icon: 'warning', color: 'charts.orange' },
};

export function sessionItem(
  session: ObservedSession,
  state: vscode.TreeItemCollapsibleState,
): vscode.TreeItem {
  const live = session.live === true;
  const item = new vscode.TreeItem(sessionTitle(session), state);
  item.id = session.traceFile;
  item.description = sessionSummary(session);
  const watched = session.header?.origin === 'watch' ? '-watched' : '';
  item.contextValue = live ? `session-live${watched}` : 'session-closed';
  item.iconPath = live
    ? new vscode.ThemeIcon('loading~spin')
    : new vscode.ThemeIcon('history', new vscode.ThemeColor('descriptionForeground'));
  const command = session.header?.command.map((part) => safeText(part)).join(' ') ?? '';
  item.tooltip = `${command}\n${session.traceFile}`;
  return item;
}

export function processItem(
  session: ObservedSession,
  id: string,
  isParent: boolean,
): vscode.TreeItem {
  const { model } = session;
  const process = model?.process(id);
  if (model === undefined || process === undefined) return new vscode.TreeItem(id);
  const open = model.waitsOf(id).findLast((wait) => wait.endUs === null);
  const nameOf = (other: string) => safeText(model.process(other)?.name ?? other);
  const status = statusOf(process, open, nameOf, vscode.l10n.t);
  const item = new vscode.TreeItem(
    safeText(process.name),
    isParent ? vscode.TreeItemCollapsibleState.Expanded : vscode.TreeItemCollapsibleState.None,
  );
  // The editor remembers of a row without children that it is closed: with its first child it is
  // another row.
  item.id = `${session.traceFile}/${id}${isParent ? '' : '/leaf'}`;
  const { hosts } = model.session();
  const where = hosts.length < 2 ? '' : ` @ ${safeText(hostName(hosts, process.host))}`;
  item.description = `${status.text} · ${process.pid}${where}`;
  item.contextValue = `process${process.endUs === null && session.live === true ? '-alive' : ''}${process.startSite ? '-sited' : ''}`;
  const { icon, color } = ICONS[process.daemon && process.endUs === null ? 'daemon' : status.tone];
  item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
  item.tooltip = tooltip(process, status.text, open, nameOf);
  item.accessibilityInformation = {
    label: `${safeText(process.name)}, ${pidText(process, hosts)}, ${status.text}`,
  };
  item.command = {
    command: 'forkscope.revealInPanel',
    title: vscode.l10n.t('Reveal in Timeline'),
    arguments: [{ kind: 'process', session, process: id }],
  };
  return item;
}

function tooltip(
  process: ProcessView,
  status: string,
  wait: WaitView | undefined,
  nameOf: (id: string) => string,
): string {
  const { l10n } = vscode;
  const at = (us: number) => `${(us / 1e6).toFixed(3)} s`;
  const lines = [
    `${safeText(process.name)} · ${status}`,
    l10n.t('PID {0}, parent {1}', String(process.pid), String(process.ppid)),
    l10n.t('started {0}', at(process.startUs)),
  ];
  if (process.endUs !== null) lines.push(l10n.t('ended {0}', at(process.endUs)));
  if (process.endUs !== null) {
    lines.push(l10n.t('lasted {0}', durationText(process.endUs - process.startUs)));
  }
  if (wait?.target) lines.push(l10n.t('waits for {0} ({1})', nameOf(wait.target), wait.cause));
  if (process.daemon) lines.push(l10n.t('daemon'));
  if (process.argv.length > 0) lines.push(process.argv.map((part) => safeText(part)).join(' '));
  return lines.join('\n');
}
