/** What is to be scheduled. All times are whole µs. */

/**
 * A job: when it comes, and its bursts, alternately on a CPU and blocked. The first and the last are on
 * a CPU: the count is odd. Each lasts 1 µs at least; blocked jobs do not get in each other's way.
 */
export interface Job {
  readonly name: string;
  readonly arrivalUs: number;
  readonly bursts: readonly number[];
}

/** Why this is no job; undefined for one. */
export function flawOf({ arrivalUs, bursts }: Job): string | undefined {
  if (!Number.isSafeInteger(arrivalUs)) return 'its arrival is no whole number of µs';
  if (bursts.length === 0) return 'it has no burst';
  if (bursts.length % 2 === 0) return 'it ends blocked: the last burst has to be on a CPU';
  const bad = bursts.findIndex((us) => !Number.isSafeInteger(us) || us <= 0);
  return bad === -1 ? undefined : `its burst ${bad + 1} is no time above zero`;
}

/** Time that the job needs a CPU, in µs. */
export function cpuTimeOf({ bursts }: Job): number {
  return bursts.reduce((sum, us, i) => (i % 2 === 0 ? sum + us : sum), 0);
}

/** Time that the job is blocked by itself, in µs. */
export function blockedTimeOf({ bursts }: Job): number {
  return bursts.reduce((sum, us, i) => (i % 2 === 1 ? sum + us : sum), 0);
}
