import type { Evidence, SourceName } from './process-event.ts';

/** A fact as one source stated it. */
export interface Claim<T> {
  readonly value: T;
  readonly tUs: number;
  readonly evidence: Evidence;
  readonly source: SourceName;
}

/** Which of two claims about one fact stands; negative when `a` does. Never 0 for claims that differ. */
export type ClaimOrder<T> = (a: Claim<T>, b: Claim<T>) => number;

/** Best first: the kernel's word on what it did, then the runtime's, then samples, then conclusions. */
const EVIDENCE_RANK: Readonly<Record<Evidence, number>> = {
  kernel: 0,
  reported: 1,
  sampled: 2,
  inferred: 3,
};

/** Names, targets, daemons, logical parents: what the runtime means outranks what the kernel sees. */
const RUNTIME_RANK: Readonly<Record<Evidence, number>> = {
  reported: 0,
  kernel: 1,
  sampled: 2,
  inferred: 3,
};

function byValue<T>(a: Claim<T>, b: Claim<T>): number {
  const [left, right] = [JSON.stringify(a.value), JSON.stringify(b.value)];
  if (left !== right) return left < right ? -1 : 1;
  return a.source < b.source ? -1 : a.source > b.source ? 1 : 0;
}

/** For facts that the OS decides (exit status, OS parent): by evidence, then the earliest claim. */
export function kernelFirst<T>(a: Claim<T>, b: Claim<T>): number {
  return EVIDENCE_RANK[a.evidence] - EVIDENCE_RANK[b.evidence] || a.tUs - b.tUs || byValue(a, b);
}

/** For facts that the runtime decides (name, logical parent, daemon): by evidence, then the earliest. */
export function runtimeFirst<T>(a: Claim<T>, b: Claim<T>): number {
  return RUNTIME_RANK[a.evidence] - RUNTIME_RANK[b.evidence] || a.tUs - b.tUs || byValue(a, b);
}

/** For instants of which sources know only "by then at the latest": kernel's own, else the earliest. */
export function earliestBound<T>(a: Claim<T>, b: Claim<T>): number {
  const exact = Number(b.evidence === 'kernel') - Number(a.evidence === 'kernel');
  return (
    exact || a.tUs - b.tUs || EVIDENCE_RANK[a.evidence] - EVIDENCE_RANK[b.evidence] || byValue(a, b)
  );
}

/** For facts that change over time and of which the last counts (adopter, usage). */
export function latest<T>(a: Claim<T>, b: Claim<T>): number {
  return b.tUs - a.tUs || EVIDENCE_RANK[a.evidence] - EVIDENCE_RANK[b.evidence] || byValue(a, b);
}

/**
 * The better of two claims. Because every order above is total on differing claims, this is
 * commutative, associative and idempotent: facts come out the same whatever the order of arrival.
 */
export function better<T>(
  current: Claim<T> | undefined,
  claim: Claim<T>,
  order: ClaimOrder<T>,
): Claim<T> {
  return current === undefined || order(claim, current) < 0 ? claim : current;
}
