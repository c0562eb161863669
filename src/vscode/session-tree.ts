import * as vscode from 'vscode';
import { DisposableStore } from '../model/disposable.ts';
import type { SessionModel } from '../model/session-model.ts';
import { findingItem, findingsItem } from './findings/finding-items.ts';
import type { SessionFindings } from './findings/session-findings.ts';
import type { ObservedSession } from './observed-session.ts';
import type { SessionStore } from './session-store.ts';
import { type RowSource, ShownRows } from './shown-rows.ts';
import type { TraceEditor } from './trace-editor.ts';
import { processItem, sessionItem } from './tree-items.ts';

/** A row of the tree. Processes are named by id: a row keeps meaning the same life of the same PID. */
export type TreeNode =
  | { readonly kind: 'session'; readonly session: ObservedSession }
  | { readonly kind: 'process'; readonly session: ObservedSession; readonly process: string }
  | { readonly kind: 'findings'; readonly session: ObservedSession }
  | { readonly kind: 'finding'; readonly session: ObservedSession; readonly finding: string };

/** What the editor area takes. */
const URI_LIST = 'text/uri-list';

/** At most this often is the tree looked through for what has changed while events come, in ms. */
const REFRESH_MS = 150;
/** Where that takes long, the next time waits this many times as long. */
const REST_FACTOR = 10;

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
  readonly #onDidChange = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  /** The rows of each session by what they are of; the editor knows a row again by its object. */
  readonly #nodes = new Map<ObservedSession, Map<string, TreeNode>>();
  readonly #shown = new ShownRows<TreeNode>();
  readonly #changed = new Set<ObservedSession>();
  /** Sessions that ran while this tree was there: their rows stay open when they end. */
  readonly #seenLive = new WeakSet<ObservedSession>();
  readonly #now: RowSource<TreeNode> = {
    textOf: (node) => textOf(this.#itemOf(node)),
    childrenOf: (node) => this.#childrenOf(node),
  };
  #listChanged = false;
  #timer: NodeJS.Timeout | undefined;
  #restMs = 0;

  readonly onDidChangeTreeData = this.#onDidChange.event;

  constructor(store: SessionStore, findings: SessionFindings, traces: TraceEditor) {
    this.#traces = traces;
    this.#store = store;
    this.#findings = findings;
    this.#owned.add(this.#onDidChange);
    this.#owned.add(store.onDidChange((session) => this.#schedule(session)));
    this.#owned.add(
      findings.onDidChange(() => {
        for (const session of this.#nodes.keys()) this.#schedule(session);
      }),
    );
    this.#owned.defer(() => clearTimeout(this.#timer));
  }

  getChildren(node?: TreeNode): TreeNode[] {
    if (node === undefined) {
      return this.#store.sessions().map((session) => this.#sessionNode(session));
    }
    if (node.kind === 'session') node.session.open();
    const children = this.#childrenOf(node);
    this.#shown.listed(node, children);
    return children;
  }

  getParent(node: TreeNode): TreeNode | undefined {
    if (node.kind === 'session') return undefined;
    if (node.kind === 'findings') return this.#sessionNode(node.session);
    if (node.kind === 'finding') return this.#findingsNode(node.session);
    const parent = node.session.model?.process(node.process)?.parent ?? null;
    return parent === null
      ? this.#sessionNode(node.session)
      : this.#processNode(node.session, parent);
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    const item = this.#itemOf(node);
    this.#shown.showed(node, textOf(item));
    return item;
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

  #itemOf(node: TreeNode): vscode.TreeItem {
    const { session } = node;
    switch (node.kind) {
      case 'session': {
        if (session.live === true) this.#seenLive.add(session);
        const { Expanded, Collapsed } = vscode.TreeItemCollapsibleState;
        return sessionItem(session, this.#seenLive.has(session) ? Expanded : Collapsed);
      }
      case 'process':
        return processItem(session, node.process, isParent(session, node.process));
      case 'findings':
        return findingsItem(session, this.#findings.of(session));
      case 'finding':
        return findingItem(session, this.#findings.of(session), node.finding);
    }
  }

  #childrenOf(node: TreeNode): TreeNode[] {
    const { session } = node;
    switch (node.kind) {
      case 'session': {
        const roots = childrenOf(session, null).map((id) => this.#processNode(session, id));
        // The last one, so that no other row moves.
        const found = this.#findings.of(session).length > 0;
        return found ? [...roots, this.#findingsNode(session)] : roots;
      }
      case 'process':
        return childrenOf(session, node.process).map((id) => this.#processNode(session, id));
      case 'findings':
        return this.#findings
          .of(session)
          .map(({ id }) =>
            this.#node(session, `finding/${id}`, { kind: 'finding', session, finding: id }),
          );
      case 'finding':
        return [];
    }
  }

  #sessionNode(session: ObservedSession): TreeNode {
    return this.#node(session, 'session', { kind: 'session', session });
  }

  #findingsNode(session: ObservedSession): TreeNode {
    return this.#node(session, 'findings', { kind: 'findings', session });
  }

  /** With its first child, a process gets another row: see `processItem`. */
  #processNode(session: ObservedSession, id: string): TreeNode {
    const key = `${isParent(session, id) ? 'parent' : 'leaf'}/${id}`;
    return this.#node(session, key, { kind: 'process', session, process: id });
  }

  #node(session: ObservedSession, key: string, made: TreeNode): TreeNode {
    let nodes = this.#nodes.get(session);
    if (nodes === undefined) {
      nodes = new Map();
      this.#nodes.set(session, nodes);
    }
    const known = nodes.get(key);
    if (known === undefined) nodes.set(key, made);
    return known ?? made;
  }

  #schedule(session: ObservedSession | undefined): void {
    if (session === undefined) this.#listChanged = true;
    else this.#changed.add(session);
    this.#timer ??= setTimeout(() => this.#refresh(), Math.max(REFRESH_MS, this.#restMs));
  }

  #refresh(): void {
    const fromMs = performance.now();
    this.#timer = undefined;
    const changed = [...this.#changed];
    this.#changed.clear();
    const current = new Set(this.#store.sessions());
    for (const session of this.#nodes.keys()) {
      if (current.has(session)) continue;
      this.#shown.forget(this.#sessionNode(session));
      this.#nodes.delete(session);
    }
    if (this.#listChanged) {
      this.#listChanged = false;
      this.#onDidChange.fire(undefined);
      return;
    }
    const rows = changed.flatMap((session) =>
      this.#shown.takeChanged(this.#sessionNode(session), this.#now),
    );
    if (rows.length > 0) this.#onDidChange.fire(rows);
    this.#restMs = (performance.now() - fromMs) * REST_FACTOR;
  }
}

/** All that the editor draws of a row. */
function textOf(item: vscode.TreeItem): string {
  const { command: _command, ...drawn } = item;
  return JSON.stringify(drawn);
}

/** The processes right below one, or below the session (null): helpers are not shown. */
function childrenOf({ model }: ObservedSession, parent: string | null): string[] {
  return model?.childrenOf(parent).filter((id) => isShown(model, id)) ?? [];
}

function isParent({ model }: ObservedSession, process: string): boolean {
  return model?.childrenOf(process).some((id) => isShown(model, id)) ?? false;
}

function isShown(model: SessionModel, process: string): boolean {
  return model.process(process)?.role !== 'helper';
}
