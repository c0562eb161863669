/** How many items stand before the first one that does not `holdFor`; for the others it holds no more. */
export function partitionPoint<T>(items: readonly T[], holdsFor: (item: T) => boolean): number {
  let [low, high] = [0, items.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = items[middle];
    if (item !== undefined && holdsFor(item)) low = middle + 1;
    else high = middle;
  }
  return low;
}
