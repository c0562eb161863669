/**
 * `/proc/PID/schedstat` (or a thread's): how long it has run, how long it has been ready and waited
 * for a CPU, both in ns since its birth, and how often it was given a CPU.
 */
export interface Schedstat {
  readonly runNs: number;
  readonly readyNs: number;
  /** Unchanged between two looks, the thread has not run in between. */
  readonly turns: number;
}

/** Nothing has been counted yet: what every life begins with. */
export const NO_TURNS: Schedstat = { runNs: 0, readyNs: 0, turns: 0 };

export function parseSchedstat(text: string): Schedstat | undefined {
  const found = /^(\d+) (\d+) (\d+)/.exec(text);
  if (found === null) return undefined;
  return { runNs: Number(found[1]), readyNs: Number(found[2]), turns: Number(found[3]) };
}

/** The times of several threads together. */
export function addSchedstats(stats: readonly Schedstat[]): Schedstat {
  return stats.reduce(
    (sum, { runNs, readyNs, turns }) => ({
      runNs: sum.runNs + runNs,
      readyNs: sum.readyNs + readyNs,
      turns: sum.turns + turns,
    }),
    NO_TURNS,
  );
}

/**
 * What was run and waited for a CPU between two readings, in whole µs. Never negative: the count of a
 * process of several threads shrinks when one ends.
 */
export function turnTimes(
  before: Schedstat,
  after: Schedstat,
): { readonly runningUs: number; readonly readyUs: number } {
  const between = (a: number, b: number) => Math.max(0, Math.round((b - a) / 1_000));
  return {
    runningUs: between(before.runNs, after.runNs),
    readyUs: between(before.readyNs, after.readyNs),
  };
}
