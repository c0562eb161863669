/** What a process used over time: few enough samples to keep, spread over the whole of its life. */
import type { UsageView } from './usage.ts';

/** A measurement and when it was made. */
export interface UsageSample extends UsageView {
  readonly tUs: number;
}

/** Most slices of time that a process's samples are divided into. */
const MOST_SLICES = 64;
const LEAST_WIDTH_US = 2 ** 19;

/**
 * Adds a sample. The first one of each slice of time stays, and the last of all; the slices double
 * when there are too many, and all of them lie on one grid: what stays does not depend on the order in
 * which samples come.
 */
export function addSample(samples: UsageSample[], sample: UsageSample): void {
  let at = samples.length;
  while (at > 0 && isBefore(sample, samples[at - 1])) at -= 1;
  samples.splice(at, 0, sample);
  const spanUs = (samples.at(-1)?.tUs ?? 0) - (samples[0]?.tUs ?? 0);
  let widthUs = LEAST_WIDTH_US;
  while (spanUs / widthUs > MOST_SLICES) widthUs *= 2;
  let slice = Number.NaN;
  const kept = samples.filter(({ tUs }, i) => {
    const before = slice;
    slice = Math.floor(tUs / widthUs);
    return slice !== before || i === samples.length - 1;
  });
  if (kept.length < samples.length) samples.splice(0, samples.length, ...kept);
}

function isBefore(sample: UsageSample, other: UsageSample | undefined): boolean {
  if (other === undefined) return false;
  const order =
    sample.tUs - other.tUs ||
    sample.rssBytes - other.rssBytes ||
    (sample.threads ?? -1) - (other.threads ?? -1) ||
    sample.cpuPercent - other.cpuPercent ||
    (sample.cpu ?? -1) - (other.cpu ?? -1);
  return order < 0;
}
