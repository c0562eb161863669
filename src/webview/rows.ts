/** Which rows the tree shows, in which order. */
import type { ProcessView } from '../model/views.ts';
import { type Group, grouped } from './row-groups.ts';
import { hostGroups, type Tree, treeByHost } from './row-hosts.ts';

export interface Row {
  /** Of its process or group. */
  readonly id: string;
  /** The row's process; the first one of a group. */
  readonly process: ProcessView;
  readonly group: Group | null;
  /** Id of the row that it is folded into. */
  readonly above: string | null;
  /** 0 at the top of the tree. */
  readonly depth: number;
  readonly setSize: number;
  /** Counted from 1. */
  readonly posInSet: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
  /** Not asked for itself: something below it is. */
  readonly context: boolean;
}

export interface Rows {
  readonly list: readonly Row[];
  /** Index of the row that a process is in, of its own or its group's; and of each group. */
  readonly indexById: ReadonlyMap<string, number>;
  /** The runtime's own processes, shown or not. */
  readonly helpers: number;
}

export interface RowOptions {
  /** Names of the session's hosts, by index; more than one are a row each. */
  readonly hosts: readonly string[];
  readonly collapsed: ReadonlySet<string>;
  readonly showHelpers: boolean;
  /** Groups that are open; null: nothing is grouped. */
  readonly openGroups: ReadonlySet<string> | null;
  /** Whether a process is asked for; null: all are. */
  readonly accepts: ((process: ProcessView) => boolean) | null;
  /** The processes in another order than the tree's. */
  readonly inOrder: ((processes: readonly ProcessView[]) => readonly ProcessView[]) | null;
}

export const NO_ROWS: Rows = { list: [], indexById: new Map(), helpers: 0 };

/** The rows to show. Below a helper that is folded away its children take its place. */
export function visibleRows(tree: Tree, options: RowOptions): Rows {
  const { showHelpers, accepts, inOrder } = options;
  let helpers = 0;
  for (const process of tree.processes()) if (process.role === 'helper') helpers += 1;
  const isShown = (process: ProcessView) => process.role !== 'helper' || showHelpers;
  if (inOrder === null) return { ...treeRows(tree, options, isShown), helpers };
  const shown = tree.processes().filter((each) => isShown(each) && (accepts?.(each) ?? true));
  const list = inOrder(shown).map((process, i) => ({
    ...plainRow(process, null, 0, i + 1, shown.length),
    context: false,
  }));
  return { list, indexById: new Map(list.map(({ id }, i) => [id, i])), helpers };
}

type Shown = (process: ProcessView) => boolean;

function treeRows(
  session: Tree,
  { hosts, collapsed, openGroups, accepts }: RowOptions,
  isShown: Shown,
): Pick<Rows, 'list' | 'indexById'> {
  const asked = accepts === null ? null : askedFor(session, accepts);
  const ofHosts = hosts.length > 1;
  const tree = ofHosts ? treeByHost(session) : session;
  const childrenShown = (id: string | null): ProcessView[] => {
    const shown: ProcessView[] = [];
    const pending = [...tree.childrenOf(id)].reverse();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const process = tree.process(next);
      if (process === undefined) continue;
      if (!isShown(process)) pushAll(pending, [...tree.childrenOf(next)].reverse());
      else if (asked === null || asked.has(next)) shown.push(process);
    }
    return shown;
  };
  const isLeaf = ({ id }: ProcessView) => tree.childrenOf(id).length === 0;
  const rowsBelow = (id: string | null, above: string | null, depth: number): Row[] => {
    const children = childrenShown(id);
    const entries = openGroups === null ? children : grouped(id, children, isLeaf);
    return entries.map((entry, i) => {
      const row = plainRow(entry, above, depth, i + 1, entries.length);
      return asked === null || row.group !== null || asked.get(row.id) === true
        ? row
        : { ...row, context: true };
    });
  };

  const list: Row[] = [];
  const indexById = new Map<string, number>();
  const hostRows = () => {
    const shown = tree.processes().filter((each) => isShown(each) && (asked?.has(each.id) ?? true));
    return hostGroups(hosts, shown).map((group, i, { length }) =>
      plainRow(group, null, 0, i + 1, length),
    );
  };
  const pending = (ofHosts ? hostRows() : rowsBelow(null, null, 0)).reverse();
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { id, group, depth } = next;
    const below =
      group?.kind === 'crowd'
        ? group.members.map((member, i) =>
            plainRow(member, id, depth + 1, i + 1, group.members.length),
          )
        : rowsBelow(id, id, depth + 1);
    const expandable = below.length > 0;
    const expanded =
      expandable && (group?.kind === 'crowd' ? openGroups?.has(id) === true : !collapsed.has(id));
    indexById.set(id, list.length);
    if (group?.kind === 'crowd' || !expanded) {
      for (const member of group?.members ?? []) indexById.set(member.id, list.length);
    }
    list.push({ ...next, expandable, expanded });
    if (expanded) pushAll(pending, below.reverse());
  }
  return { list, indexById };
}

/** Those that are asked for (true), and those above them (false). */
function askedFor(tree: Tree, accepts: (process: ProcessView) => boolean): Map<string, boolean> {
  const asked = new Map<string, boolean>();
  for (const process of tree.processes()) {
    if (!accepts(process)) continue;
    asked.set(process.id, true);
    for (let at = process.parent; at !== null && !asked.has(at); ) {
      asked.set(at, false);
      at = tree.process(at)?.parent ?? null;
    }
  }
  return asked;
}

function plainRow(
  entry: ProcessView | Group,
  above: string | null,
  depth: number,
  posInSet: number,
  setSize: number,
): Row {
  const common = { id: entry.id, above, depth, setSize, posInSet, context: false };
  const folded = { expandable: false, expanded: false };
  if (!('members' in entry)) return { ...common, ...folded, process: entry, group: null };
  const [first] = entry.members;
  if (first === undefined) throw new Error('a group has no members');
  return { ...common, ...folded, process: first, group: entry };
}

function pushAll<T>(list: T[], items: readonly T[]): void {
  for (const item of items) list.push(item);
}

/** The row that stands for a process: its own, else that of its nearest ancestor with a row. */
export function rowStandingFor(
  id: string,
  rows: Pick<Rows, 'indexById'>,
  tree: Pick<Tree, 'process'>,
): number | undefined {
  for (let at: string | null | undefined = id; at != null; at = tree.process(at)?.parent) {
    const index = rows.indexById.get(at);
    if (index !== undefined) return index;
  }
  return undefined;
}

/**
 * The scroll position at which what is at the top stays there although rows came or went above it.
 * `before` and `after` are the rows, `top` the position in px before.
 */
export function anchoredScroll(
  before: Rows,
  after: Rows,
  tree: Pick<Tree, 'process'>,
  top: number,
  height: number,
): number {
  const first = Math.floor(top / height);
  const anchor = before.list[first];
  if (top <= 0 || anchor === undefined) return top;
  const index = after.indexById.get(anchor.id) ?? rowStandingFor(anchor.process.id, after, tree);
  return index === undefined ? top : top + (index - first) * height;
}

/** The rows to have in the page for a scroll position, first and last included; a few more than fit. */
export function rowWindow(
  top: number,
  viewport: number,
  height: number,
  count: number,
): { first: number; last: number } {
  const spare = 4;
  const first = Math.max(0, Math.floor(top / height) - spare);
  const last = Math.min(count - 1, Math.ceil((top + viewport) / height) + spare);
  return { first, last };
}
