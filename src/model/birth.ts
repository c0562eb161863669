import type { Claim } from './claim.ts';
import type { Birth } from './process-event.ts';

/** The window in which a life began, in session µs, both ends included. */
export interface BirthWindow {
  loUs: number;
  hiUs: number;
}

export function windowOf([us, plusMinusUs]: Birth): BirthWindow {
  return { loUs: us - plusMinusUs, hiUs: us + plusMinusUs };
}

export function overlaps(a: BirthWindow, b: BirthWindow): boolean {
  return a.loUs <= b.hiUs && b.loUs <= a.hiUs;
}

/**
 * Widens `window` to cover `other`. The hull, not the intersection: a source whose stated uncertainty
 * is a little too small must not split a life in two, and PIDs are not reused within milliseconds.
 * Returns whether that changed anything.
 */
export function widen(window: BirthWindow, other: BirthWindow): boolean {
  if (window.loUs <= other.loUs && window.hiUs >= other.hiUs) return false;
  window.loUs = Math.min(window.loUs, other.loUs);
  window.hiUs = Math.max(window.hiUs, other.hiUs);
  return true;
}

/** The kernel's claim about a birth stands, else the narrowest. */
export function bestBirth(a: Claim<Birth>, b: Claim<Birth>): number {
  return (
    Number(b.evidence === 'kernel') - Number(a.evidence === 'kernel') ||
    a.value[1] - b.value[1] ||
    a.value[0] - b.value[0] ||
    a.tUs - b.tUs ||
    (a.source < b.source ? -1 : a.source > b.source ? 1 : 0) ||
    (a.evidence < b.evidence ? -1 : a.evidence > b.evidence ? 1 : 0)
  );
}
