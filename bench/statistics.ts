/** The value below which `share` (0–1) of the values lie. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.floor(share * sorted.length));
  return sorted[at] ?? Number.NaN;
}

/** `median 12.3 ms, p95 20.1 ms (n = 60)`. */
export function summary(values: readonly number[], unit: string): string {
  const show = (value: number) => `${value.toFixed(1)} ${unit}`;
  const [median, p95] = [quantile(values, 0.5), quantile(values, 0.95)];
  return `median ${show(median)}, p95 ${show(p95)} (n = ${values.length})`;
}
