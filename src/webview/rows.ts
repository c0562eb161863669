/** Which rows the tree shows, in which order. */
import type { ProcessView, SessionPicture } from '../model/views.ts';

export type Tree = Pick<SessionPicture, 'childrenOf' | 'process' | 'processes'>;

export interface Row {
  readonly process: ProcessView;
  /** 0 at the top of the tree. */
  readonly depth: number;
  readonly setSize: number;
  /** Counted from 1. */
  readonly posInSet: number;
  readonly expandable: boolean;
  readonly expanded: boolean;
}

export interface Rows {
  readonly list: readonly Row[];
  readonly indexById: ReadonlyMap<string, number>;
  /** The runtime's own processes, shown or not. */
  readonly helpers: number;
}

export interface RowOptions {
  readonly collapsed: ReadonlySet<string>;
  readonly showHelpers: boolean;
}

export const NO_ROWS: Rows = { list: [], indexById: new Map(), helpers: 0 };

/** The rows to show. Below a helper that is folded away its children take its place. */
export function visibleRows(tree: Tree, { collapsed, showHelpers }: RowOptions): Rows {
  const childrenShown = (id: string | null): ProcessView[] => {
    const shown: ProcessView[] = [];
    const pending = [...tree.childrenOf(id)].reverse();
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      const process = tree.process(next);
      if (process === undefined) continue;
      if (process.role !== 'helper' || showHelpers) shown.push(process);
      else pending.push(...[...tree.childrenOf(next)].reverse());
    }
    return shown;
  };

  const list: Row[] = [];
  const indexById = new Map<string, number>();
  const stack = toRows(childrenShown(null), 0).reverse();
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { id } = next.process;
    const children = childrenShown(id);
    const expandable = children.length > 0;
    const expanded = expandable && !collapsed.has(id);
    indexById.set(id, list.length);
    list.push({ ...next, expandable, expanded });
    if (expanded) stack.push(...toRows(children, next.depth + 1).reverse());
  }
  let helpers = 0;
  for (const process of tree.processes()) if (process.role === 'helper') helpers += 1;
  return { list, indexById, helpers };
}

function toRows(siblings: readonly ProcessView[], depth: number): Row[] {
  return siblings.map((process, i) => ({
    process,
    depth,
    setSize: siblings.length,
    posInSet: i + 1,
    expandable: false,
    expanded: false,
  }));
}

/** The row that stands for a process: its own, else that of its nearest ancestor with a row. */
export function rowStandingFor(
  id: string,
  rows: Rows,
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
  const anchor = before.list[first]?.process.id;
  if (top <= 0 || anchor === undefined) return top;
  const index = rowStandingFor(anchor, after, tree);
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
