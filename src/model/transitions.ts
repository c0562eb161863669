/** How often a process went from one of the three states to another. */
import type { StateInterval } from './intervals.ts';

/** The states of the textbook. */
export type CoreState = 'ready' | 'running' | 'blocked';

export interface Transition {
  readonly from: CoreState;
  readonly to: CoreState;
  readonly count: number;
}

const ORDER: readonly (readonly [CoreState, CoreState])[] = [
  ['ready', 'running'],
  ['running', 'ready'],
  ['running', 'blocked'],
  ['blocked', 'ready'],
  ['blocked', 'running'],
  ['ready', 'blocked'],
];

/**
 * The transitions that were seen, those of the textbook first. A change from one reason to be blocked to
 * another is none; nor is one across a time of which nothing is known. Where the states are sampled,
 * what came and went between two looks is not counted.
 */
export function transitionsOf(intervals: readonly StateInterval[]): Transition[] {
  const counts = new Map<string, number>();
  let before: StateInterval | undefined;
  for (const each of intervals) {
    if (before !== undefined && before.endUs === each.startUs && before.state !== each.state) {
      const key = `${before.state} ${each.state}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    before = each;
  }
  return ORDER.flatMap(([from, to]) => {
    const count = counts.get(`${from} ${to}`) ?? 0;
    return count === 0 ? [] : [{ from, to, count }];
  });
}
