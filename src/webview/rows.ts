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

/** What a row stands for. */
type Entry = ProcessView | Group;

/** A row that is being made. */
type MutableRow = { -readonly [Field in keyof Row]: Row[Field] };

const NOTHING: readonly never[] = [];

export const NO_ROWS: Rows = { list: [], indexById: new Map(), helpers: 0 };

/** The rows to show. Below a helper that is folded away its children take its place. */
export function visibleRows(tree: Tree, options: RowOptions): Rows {
  const { showHelpers, accepts, inOrder } = options;
  let helpers = 0;
  for (const process of tree.processes()) if (process.role === 'helper') helpers += 1;
  const isShown = (process: ProcessView) => process.role !== 'helper' || showHelpers;
  if (inOrder === null) return { ...treeRows(tree, options, isShown), helpers };
  const shown = tree.processes().filter((each) => isShown(each) && (accepts?.(each) ?? true));
  const list = inOrder(shown).map((each, i) => plainRow(each, null, 0, i + 1, shown.length));
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
  const entriesBelow = (id: string | null): readonly Entry[] => {
    // Most of a large session's processes have no children.
    if (tree.childrenOf(id).length === 0) return NOTHING;
    const children = childrenShown(id);
    return openGroups === null ? children : grouped(id, children, isLeaf);
  };
  const hostEntries = () =>
    hostGroups(
      hosts,
      tree.processes().filter((each) => isShown(each) && (asked?.has(each.id) ?? true)),
    );

  const list: Row[] = [];
  const indexById = new Map<string, number>();
  const pending: MutableRow[] = [];
  const add = (entries: readonly Entry[], above: string | null, depth: number) => {
    for (let i = entries.length - 1; i >= 0; i -= 1) {
      const entry = entries[i];
      if (entry !== undefined) pending.push(plainRow(entry, above, depth, i + 1, entries.length));
    }
  };
  add(ofHosts ? hostEntries() : entriesBelow(null), null, 0);
  for (let row = pending.pop(); row !== undefined; row = pending.pop()) {
    const { id, group } = row;
    const isCrowd = group?.kind === 'crowd';
    const entries = isCrowd ? group.members : entriesBelow(id);
    row.expandable = entries.length > 0;
    row.expanded = row.expandable && (isCrowd ? openGroups?.has(id) === true : !collapsed.has(id));
    row.context = asked !== null && group === null && asked.get(id) !== true;
    indexById.set(id, list.length);
    if (isCrowd || !row.expanded) {
      for (const member of group?.members ?? NOTHING) indexById.set(member.id, list.length);
    }
    list.push(row);
    if (row.expanded) add(entries, id, row.depth + 1);
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
  entry: Entry,
  above: string | null,
  depth: number,
  posInSet: number,
  setSize: number,
): MutableRow {
  const group = 'members' in entry ? entry : null;
  const process = 'members' in entry ? entry.members[0] : entry;
  if (process === undefined) throw new Error('a group has no members');
  // All fields at once: there are tens of thousands of rows, many times a second.
  return {
    id: entry.id,
    process,
    group,
    above,
    depth,
    setSize,
    posInSet,
    expandable: false,
    expanded: false,
    context: false,
  };
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

/** Whether the rows from `first` to `last` are the same ones before and after. */
export function staysInPlace(
  before: Rows,
  after: Rows,
  { first, last }: { readonly first: number; readonly last: number },
): boolean {
  for (let index = first; index <= last; index += 1) {
    if (before.list[index]?.id !== after.list[index]?.id) return false;
  }
  return true;
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
