/** What the panel keeps when its window is reloaded. */
import { FILTERS, type FilterName } from './row-filter.ts';
import { COLUMNS, type Column, type RowOrder } from './row-sort.ts';
import { type TimeView, WHOLE } from './time-scale.ts';

export interface SavedState {
  /** Session that `time`, `collapsed` and `selected` are about. */
  readonly session: string | null;
  readonly time: TimeView;
  readonly collapsed: readonly string[];
  readonly selected: string | null;
  readonly showHelpers: boolean;
  /** As the user chose; null: open where there is room. */
  readonly inspectorOpen: boolean | null;
  /** Width in px that the user gave to the table; null: as the layout has it. */
  readonly tableWidth: number | null;
  readonly inspectorWidth: number | null;
  readonly hiddenColumns: readonly Column[];
  /** Null: the tree's. */
  readonly order: RowOrder | null;
  /** Workers of one kind are one row. */
  readonly grouping: boolean;
  readonly openGroups: readonly string[];
  readonly filters: readonly FilterName[];
}

/** What is kept for every session of a workspace, beyond this panel's life. */
export type Choices = Pick<
  SavedState,
  | 'showHelpers'
  | 'inspectorOpen'
  | 'tableWidth'
  | 'inspectorWidth'
  | 'hiddenColumns'
  | 'order'
  | 'grouping'
>;

export const FRESH: SavedState = {
  session: null,
  time: WHOLE,
  collapsed: [],
  selected: null,
  showHelpers: false,
  inspectorOpen: null,
  tableWidth: null,
  inspectorWidth: null,
  hiddenColumns: [],
  order: null,
  grouping: true,
  openGroups: [],
  filters: [],
};

function numberOrNull(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Reads what an earlier version may have kept; what does not fit falls back to the default. */
export function parseSavedState(value: unknown): SavedState {
  if (typeof value !== 'object' || value === null) return FRESH;
  const saved: Partial<Record<keyof SavedState, unknown>> = value;
  const time: Partial<Record<keyof TimeView, unknown>> =
    typeof saved.time === 'object' && saved.time !== null ? saved.time : {};
  return {
    ...parseChoices(value),
    session: typeof saved.session === 'string' ? saved.session : null,
    time: { spanUs: numberOrNull(time.spanUs), endUs: numberOrNull(time.endUs) },
    collapsed: stringsOf(saved.collapsed),
    selected: typeof saved.selected === 'string' ? saved.selected : null,
    openGroups: stringsOf(saved.openGroups),
    filters: stringsOf(saved.filters).filter(isFilter),
  };
}

/** Reads choices that an earlier version may have kept. */
export function parseChoices(value: unknown): Choices {
  if (typeof value !== 'object' || value === null) return FRESH;
  const saved: Partial<Record<keyof Choices, unknown>> = value;
  return {
    showHelpers: saved.showHelpers === true,
    inspectorOpen: typeof saved.inspectorOpen === 'boolean' ? saved.inspectorOpen : null,
    tableWidth: numberOrNull(saved.tableWidth),
    inspectorWidth: numberOrNull(saved.inspectorWidth),
    hiddenColumns: Array.isArray(saved.hiddenColumns)
      ? stringsOf(saved.hiddenColumns).filter(isColumn)
      : FRESH.hiddenColumns,
    order: orderOf(saved.order),
    grouping: saved.grouping !== false,
  };
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : [];
}

function isColumn(name: string): name is Column {
  return (COLUMNS as readonly string[]).includes(name) && name !== 'name';
}

function isFilter(name: string): name is FilterName {
  return (FILTERS as readonly string[]).includes(name);
}

function orderOf(value: unknown): RowOrder | null {
  if (typeof value !== 'object' || value === null) return null;
  const { column, descending }: Partial<Record<keyof RowOrder, unknown>> = value;
  const known = COLUMNS.find((each) => each === column);
  return known === undefined ? null : { column: known, descending: descending === true };
}
