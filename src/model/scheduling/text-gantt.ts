/** A Gantt chart in characters. */

/** Part of a row that a job has; `mark` is what it is drawn with, one character. */
export interface Bar {
  readonly mark: string;
  readonly startUs: number;
  readonly endUs: number;
}

/** Drawn where nothing has the row. */
const IDLE = '·';

/**
 * One row of `columns` characters over the time from `fromUs` to `toUs`: each shows the bar that has most
 * of its time; idle is where there is none. `bars` do not overlap.
 */
export function ganttRow(
  bars: readonly Bar[],
  fromUs: number,
  toUs: number,
  columns: number,
): string {
  const perColumn = Math.max(1e-9, (toUs - fromUs) / columns);
  const ordered = [...bars].sort((a, b) => a.startUs - b.startUs);
  let first = 0;
  let row = '';
  for (let column = 0; column < columns; column += 1) {
    const startUs = fromUs + column * perColumn;
    const endUs = startUs + perColumn;
    while ((ordered[first]?.endUs ?? Infinity) <= startUs) first += 1;
    const times = new Map<string, number>();
    for (let i = first; i < ordered.length; i += 1) {
      const bar = ordered[i];
      if (bar === undefined || bar.startUs >= endUs) break;
      const us = Math.min(bar.endUs, endUs) - Math.max(bar.startUs, startUs);
      if (us <= 0) continue;
      times.set(bar.mark, (times.get(bar.mark) ?? 0) + us);
    }
    let [best, bestUs] = [IDLE, 0];
    for (const [mark, us] of times) if (us > bestUs) [best, bestUs] = [mark, us];
    row += best;
  }
  return row;
}

const MARKS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** What the job of that index is drawn with; after 62 jobs marks come again. */
export function markOf(job: number): string {
  return MARKS[job % MARKS.length] ?? '?';
}
