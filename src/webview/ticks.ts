/** The time axis: where its marks stand and what they say. */
import { bisectLeft } from 'd3-array';
import { t } from './l10n.ts';

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const STEPS_US: readonly number[] = [
  ...[1, 10, 100, 1_000, 10_000, 100_000].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  ...[1, 2, 5, 10, 15, 30].map((seconds) => seconds * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  ...[1, 2, 4, 8, 24].map((hours) => hours * HOUR),
];

export interface Tick {
  readonly us: number;
  readonly text: string;
}

/** Round instants from `startUs` to `endUs`, at least `minStepUs` apart. */
export function ticks(startUs: number, endUs: number, minStepUs: number): Tick[] {
  let step = STEPS_US[bisectLeft(STEPS_US, minStepUs)] ?? 24 * HOUR;
  while (step < minStepUs) step *= 2;
  const marks: Tick[] = [];
  for (let us = Math.ceil(startUs / step) * step; us <= endUs; us += step) {
    marks.push({ us, text: tickText(us, step) });
  }
  return marks;
}

/** An instant as exactly as marks `stepUs` apart need it: `2 s`, `2.5 s`, `0.0125 s`, `1:20`. */
export function tickText(us: number, stepUs: number): string {
  const digits = stepUs >= SECOND ? 0 : Math.min(6, Math.ceil(-Math.log10(stepUs / SECOND)));
  const sign = us < 0 ? '−' : '';
  const whole = Math.abs(us);
  if (whole < MINUTE) return t('{0} s', sign + (whole / SECOND).toFixed(digits));
  const hours = Math.floor(whole / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  const seconds = ((whole % MINUTE) / SECOND)
    .toFixed(digits)
    .padStart(digits === 0 ? 2 : digits + 3, '0');
  return hours === 0
    ? `${sign}${minutes}:${seconds}`
    : `${sign}${hours}:${String(minutes).padStart(2, '0')}:${seconds}`;
}
