/** What the panel keeps when its window is reloaded. */
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
}

export const FRESH: SavedState = {
  session: null,
  time: WHOLE,
  collapsed: [],
  selected: null,
  showHelpers: false,
  inspectorOpen: null,
  tableWidth: null,
  inspectorWidth: null,
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
    session: typeof saved.session === 'string' ? saved.session : null,
    time: { spanUs: numberOrNull(time.spanUs), endUs: numberOrNull(time.endUs) },
    collapsed: Array.isArray(saved.collapsed)
      ? saved.collapsed.filter((id): id is string => typeof id === 'string')
      : [],
    selected: typeof saved.selected === 'string' ? saved.selected : null,
    showHelpers: saved.showHelpers === true,
    inspectorOpen: typeof saved.inspectorOpen === 'boolean' ? saved.inspectorOpen : null,
    tableWidth: numberOrNull(saved.tableWidth),
    inspectorWidth: numberOrNull(saved.inspectorWidth),
  };
}
