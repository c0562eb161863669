/** How often a process is looked at. Times in µs. */

/** Longest time between two looks at a process that has been seen to do something. */
export const BUSY_US = 100_000;
/** Longest time between two looks at one that has not. */
const IDLE_US = 1_000_000;
/** A young process is looked at more often: what it begins with would be missed. */
const YOUNG_US = 25_000;
const YOUNG_UNTIL_US = 100_000;
/** A look is taken within this part of a process's quiet time after a change. */
const SHARE_OF_QUIET = 0.25;
/** Part of its delay by which a look may come early, so that one timer serves many. */
const GRID_PART = 4;

export interface Activity {
  /** Since the process became known. */
  readonly knownForUs: number;
  /** Since it was last seen to have run or changed. */
  readonly quietForUs: number;
}

/** Time until the next look: the longer a process has been quiet, the longer, up to a second. */
export function nextDelay({ knownForUs, quietForUs }: Activity): number {
  if (knownForUs < YOUNG_UNTIL_US) return YOUNG_US;
  return Math.min(IDLE_US, Math.max(BUSY_US, quietForUs * SHARE_OF_QUIET));
}

/** The instant of the next look, `delayUs` from now or a little earlier, on a grid that all share. */
export function nextLook(nowUs: number, delayUs: number): number {
  const grid = Math.max(1, Math.floor(delayUs / GRID_PART));
  const rounded = Math.floor((nowUs + delayUs) / grid) * grid;
  return rounded > nowUs ? rounded : nowUs + delayUs;
}
