import * as vscode from 'vscode';
import { DisposableStore } from '../model/disposable.ts';
import { hostName, pidText } from '../model/hosts.ts';
import { safeText } from '../model/safe-text.ts';
import { durationText, statusOf, type Tone } from '../model/status.ts';
import type { ProcessView, WaitView } from '../model/views.ts';
import { findingItem, findingsItem } from './findings/finding-items.ts';
import type { SessionFindings } from './findings/session-findings.ts';
import type { ObservedSession } from './observed-session.ts';
import { sessionSummary, sessionTitle } from './session-label.ts';
import type { SessionStore } from './session-store.ts';
import type { TraceEditor } from './trace-editor.ts';

/** A row of the tree. Processes are named by id: a row keeps meaning the same life of the same PID. */
export type TreeNode =
  | { readonly kind: 'session'; readonly session: ObservedSession }
  | { readonly kind: 'process'; readonly session: ObservedSession; readonly process: string }
  | { readonly kind: 'findings'; readonly session: ObservedSession }
  | { readonly kind: 'finding'; readonly session: ObservedSession; readonly finding: string };

/** What the editor area takes. */
const URI_LIST = 'text/uri-list';

/** At most this often is the tree drawn anew while events come, in ms. */
const REFRESH_MS = 150;

const ICONS: Readonly<Record<Tone, { readonly icon: string; readonly color: string }>> = {
  running: { icon: 'play', color: 'charts.green' },
  waiting: { icon: 'watch', color: 'charts.blue' },
  blocked: { icon: 'debug-pause', color: 'charts.blue' },
  quiet: { icon: 'check', color: 'descriptionForeground' },
  failed: { icon: 'error', color: 'charts.red' },
  daemon: { icon: 'pulse', color: 'charts.purple' },
  zombie: { icon: 'warning', color: 'charts.orange' },
};

/** Sessions, and below each its processes as the tree of who started whom. */
export class SessionTree
  implements vscode.TreeDataProvider<TreeNode>, vscode.TreeDragAndDropController<TreeNode>
{
  readonly dragMimeTypes = [URI_LIST];
  readonly dropMimeTypes: readonly string[] = [];
  readonly #store: SessionStore;
  readonly #findings: SessionFindings;
  readonly #traces: TraceEditor;
  readonly #owned = new DisposableStore();
  readonly #onDidChange = new vscode.EventEmitter<TreeNode | undefined>();
  readonly #nodes = new Map<ObservedSession, TreeNode>();
  readonly #changed = new Set<ObservedSession>();
  /** Sessions that ran while this tree was there: their rows stay open when they end. */
  readonly #seenLive = new WeakSet<ObservedSession>();
  readonly #shownFindings = new WeakMap<ObservedSession, string>();
  #listChanged = false;
  #timer: NodeJS.Timeout | undefined;

  readonly onDidChangeTreeData = this.#onDidChange.event;

  constructor(store: SessionStore, findings: SessionFindings, traces: TraceEditor) {
    this.#traces = traces;
    this.#store = store;
    this.#findings = findings;
    this.#owned.add(this.#onDidChange);
    this.#owned.add(store.onDidChange((session) => this.#schedule(session)));
    this.#owned.add(
      findings.onDidChange(() => {
        for (const session of this.#nodes.keys()) this.#findingsChanged(session);
      }),
    );
    this.#owned.defer(() => clearTimeout(this.#timer));
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (node === undefined) {
      return this.#store.sessions().map((session) => this.#sessionNode(session));
    }
    const { session } = node;
    switch (node.kind) {
      case 'session':
        session.open();
        return [...childrenOf(session, null), ...this.#findingsNode(session)];
      case 'process':
        return childrenOf(session, node.process);
      case 'findings':
        return this.#findings
          .of(session)
          .map(({ id }) => ({ kind: 'finding', session, finding: id }));
      case 'finding':
        return [];
    }
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind === 'session') return undefined;
    if (node.kind === 'findings') return this.#sessionNode(node.session);
    if (node.kind === 'finding') return { kind: 'findings', session: node.session };
    const parent = node.session.model?.process(node.process)?.parent ?? null;
    return parent === null
      ? this.#sessionNode(node.session)
      : { kind: 'process', session: node.session, process: parent };
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    switch (node.kind) {
      case 'session':
        return this.#sessionItem(node.session);
      case 'process':
        return this.#processItem(node);
      case 'findings':
        return findingsItem(node.session, this.#findings.of(node.session));
      case 'finding':
        return findingItem(node.session, this.#findings.of(node.session), node.finding);
    }
  }

  /** What is dropped into the editor area opens there as a trace. */
  handleDrag(nodes: readonly TreeNode[], data: vscode.DataTransfer): void {
    const [first] = nodes;
    if (first?.kind === 'process') this.#traces.drag(first.session.traceFile, first.process);
    const files = new Set(nodes.map(({ session }) => session.traceFile));
    const list = [...files].map((file) => vscode.Uri.file(file).toString()).join('\r\n');
    data.set(URI_LIST, new vscode.DataTransferItem(list));
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #sessionNode(session: ObservedSession): TreeNode {
    let node = this.#nodes.get(session);
    if (node === undefined) {
      node = { kind: 'session', session };
      this.#nodes.set(session, node);
    }
    return node;
  }

  #sessionItem(session: ObservedSession): vscode.TreeItem {
    const live = session.live === true;
    if (live) this.#seenLive.add(session);
    const item = new vscode.TreeItem(
      sessionTitle(session),
      this.#seenLive.has(session)
        ? vscode.TreeItemCollapsibleState.Expanded
        : vscode.TreeItemCollapsibleState.Collapsed,
    );
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

  #processItem({ session, process: id }: Extract<TreeNode, { kind: 'process' }>): vscode.TreeItem {
    const { model } = session;
    const process = model?.process(id);
    if (model === undefined || process === undefined) return new vscode.TreeItem(id);
    const open = model.waits().findLast((wait) => wait.waiter === id && wait.endUs === null);
    const nameOf = (other: string) => safeText(model.process(other)?.name ?? other);
    const status = statusOf(process, open, nameOf, vscode.l10n.t);
    const isParent = this.getChildren({ kind: 'process', session, process: id }).length > 0;
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
    const { icon, color } =
      ICONS[process.daemon && process.endUs === null ? 'daemon' : status.tone];
    item.iconPath = new vscode.ThemeIcon(icon, new vscode.ThemeColor(color));
    item.tooltip = tooltip(process, status.text, open, nameOf);
    item.accessibilityInformation = {
      label: `${safeText(process.name)}, ${pidText(process, hosts)}, ${status.text}`,
    };
    item.command = {
      command: 'forkscope.revealInPanel',
      title: vscode.l10n.t('Reveal in Timeline'),
      arguments: [{ kind: 'process', session, process: id } satisfies TreeNode],
    };
    return item;
  }

  /** A row for the findings, where there are any; the last one, so that no other row moves. */
  #findingsNode(session: ObservedSession): TreeNode[] {
    return this.#findings.of(session).length === 0 ? [] : [{ kind: 'findings', session }];
  }

  /** Only where the rows would differ: they are not to jump each time the clock is looked at. */
  #findingsChanged(session: ObservedSession): void {
    const shown = JSON.stringify(
      this.#findings.of(session).map(({ id, message, untilUs }) => [id, message, untilUs]),
    );
    if ((this.#shownFindings.get(session) ?? '[]') === shown) return;
    this.#shownFindings.set(session, shown);
    this.#schedule(session);
  }

  #schedule(session: ObservedSession | undefined): void {
    if (session === undefined) this.#listChanged = true;
    else this.#changed.add(session);
    this.#timer ??= setTimeout(() => this.#refresh(), REFRESH_MS);
  }

  #refresh(): void {
    this.#timer = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    const current = new Set(this.#store.sessions());
    for (const session of this.#nodes.keys()) {
      if (!current.has(session)) this.#nodes.delete(session);
    }
    if (this.#listChanged) {
      this.#listChanged = false;
      this.#onDidChange.fire(undefined);
      return;
    }
    for (const session of changed) this.#onDidChange.fire(this.#nodes.get(session));
  }
}

function childrenOf(session: ObservedSession, parent: string | null): TreeNode[] {
  const { model } = session;
  return (model?.childrenOf(parent) ?? [])
    .filter((id) => model?.process(id)?.role !== 'helper')
    .map((process) => ({ kind: 'process', session, process }));
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
