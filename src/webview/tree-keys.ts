/** What the keys do in the tree; the habits of the ARIA treegrid. */
import type { Rows } from './rows.ts';

export type TreeAction =
  | { readonly type: 'select'; readonly process: string }
  | { readonly type: 'expand' | 'collapse' | 'open-start'; readonly process: string };

/** What `key` means while `current` is selected; undefined if nothing. `page` is a page in rows. */
export function treeAction(
  key: string,
  rows: Rows,
  current: string | null,
  page: number,
): TreeAction | undefined {
  const index = current === null ? undefined : rows.indexById.get(current);
  const row = index === undefined ? undefined : rows.list[index];
  const select = (to: number): TreeAction | undefined => {
    const target = rows.list[Math.min(Math.max(to, 0), rows.list.length - 1)];
    return target && { type: 'select', process: target.id };
  };
  if (index === undefined || row === undefined) {
    return ['ArrowDown', 'ArrowUp', 'Home', 'PageUp'].includes(key)
      ? select(0)
      : ['End', 'PageDown'].includes(key)
        ? select(rows.list.length - 1)
        : undefined;
  }
  const { id, above } = row;
  switch (key) {
    case 'ArrowDown':
      return select(index + 1);
    case 'ArrowUp':
      return select(index - 1);
    case 'PageDown':
      return select(index + page);
    case 'PageUp':
      return select(index - page);
    case 'Home':
      return select(0);
    case 'End':
      return select(rows.list.length - 1);
    case 'ArrowRight':
      if (!row.expandable) return undefined;
      return row.expanded ? select(index + 1) : { type: 'expand', process: id };
    case 'ArrowLeft': {
      if (row.expanded) return { type: 'collapse', process: id };
      const index = above === null ? undefined : rows.indexById.get(above);
      return index === undefined ? undefined : select(index);
    }
    case 'Enter':
      return { type: 'open-start', process: id };
    default:
      return undefined;
  }
}
