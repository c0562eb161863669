/** The order of rows by a column; without one they stand in the order of the tree. */
import type { ProcessView } from '../model/views.ts';

export const COLUMNS = ['name', 'status', 'pid', 'ppid', 'cpu', 'memory', 'start', 'end'] as const;
export type Column = (typeof COLUMNS)[number];

export interface RowOrder {
  readonly column: Column;
  readonly descending: boolean;
}

type Key = number | string | null;

/** What stands in a column, as it is compared. */
function keyOf(
  column: Column,
  process: ProcessView,
  statusOf: (process: ProcessView) => string,
): Key {
  switch (column) {
    case 'name':
      return process.name;
    case 'status':
      return statusOf(process);
    case 'pid':
      return process.pid;
    case 'ppid':
      return process.ppid;
    case 'cpu':
      return process.endUs === null ? (process.usage?.cpuPercent ?? null) : null;
    case 'memory':
      return process.endUs === null ? (process.usage?.rssBytes ?? null) : null;
    case 'start':
      return process.startUs;
    case 'end':
      return process.endUs;
  }
}

const texts = new Intl.Collator(undefined, { numeric: true });

/** The processes in that order; those with nothing in the column come last, equals in tree order. */
export function inColumnOrder(
  processes: readonly ProcessView[],
  { column, descending }: RowOrder,
  statusOf: (process: ProcessView) => string,
): ProcessView[] {
  const keyed = processes.map((process) => ({ process, key: keyOf(column, process, statusOf) }));
  const sign = descending ? -1 : 1;
  return keyed.sort((a, b) => compareKeys(a.key, b.key, sign)).map(({ process }) => process);
}

/**
 * The processes as they stood before, whatever their columns say now: what is pointed at is not to jump.
 * Those that are new come last.
 * @param places index of each process's row before, by id.
 */
export function heldOrder(
  processes: readonly ProcessView[],
  places: ReadonlyMap<string, number>,
): ProcessView[] {
  const placeOf = ({ id }: ProcessView) => places.get(id) ?? places.size;
  return [...processes].sort((a, b) => placeOf(a) - placeOf(b));
}

function compareKeys(a: Key, b: Key, sign: number): number {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'string' || typeof b === 'string') {
    return sign * texts.compare(String(a), String(b));
  }
  return sign * (a - b);
}

/** What a click on a column's head makes of the order: ascending, descending, the tree's again. */
export function nextOrder(order: RowOrder | null, column: Column): RowOrder | null {
  if (order?.column !== column) return { column, descending: false };
  return order.descending ? null : { column, descending: true };
}
