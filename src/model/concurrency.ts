/** How many processes there were at once, and how many of them ran. */
import { stateTotals } from './intervals.ts';
import type { ProcessView } from './views.ts';

export interface Concurrency {
  /** Most processes alive at one instant. */
  readonly mostAlive: number;
  /** Processes that ran at once, on average over the time in which any was alive; null where nobody saw. */
  readonly averageRunning: number | null;
}

/** `horizonUs` is now, or the session's end. */
export function concurrencyOf(processes: readonly ProcessView[], horizonUs: number): Concurrency {
  const changes: [tUs: number, by: number][] = [];
  let runningUs = 0;
  let knownUs = 0;
  for (const process of processes) {
    changes.push([process.startUs, 1], [process.endUs ?? Math.max(horizonUs, process.startUs), -1]);
    const totals = stateTotals(process.intervals, horizonUs, process.shares);
    runningUs += totals.running ?? 0;
    knownUs += (totals.running ?? 0) + (totals.ready ?? 0) + (totals.blocked ?? 0);
  }
  // One that ends as another starts was not there at the same time.
  changes.sort(([a, byA], [b, byB]) => a - b || byA - byB);
  let [alive, mostAlive, aliveUs, sinceUs] = [0, 0, 0, 0];
  for (const [tUs, by] of changes) {
    if (alive > 0) aliveUs += tUs - sinceUs;
    sinceUs = tUs;
    alive += by;
    mostAlive = Math.max(mostAlive, alive);
  }
  return {
    mostAlive,
    averageRunning: knownUs > 0 && aliveUs > 0 ? runningUs / aliveUs : null,
  };
}

/** How many processes were there in each of some equal parts of a stretch of time, on average. */
export interface ConcurrencyCourse {
  readonly alive: Float64Array;
  readonly running: Float64Array;
}

/** The course from `startUs` to `endUs` in `parts` parts. What is still alive is so until `horizonUs`. */
export function concurrencyCourse(
  processes: readonly ProcessView[],
  range: { readonly startUs: number; readonly endUs: number },
  parts: number,
  horizonUs: number,
): ConcurrencyCourse {
  const alive = new Coverage(range, parts);
  const running = new Coverage(range, parts);
  for (const { startUs, endUs, intervals } of processes) {
    alive.add(startUs, endUs ?? horizonUs);
    for (const each of intervals) {
      if (each.state === 'running') running.add(each.startUs, each.endUs ?? horizonUs);
    }
  }
  return { alive: alive.averages(), running: running.averages() };
}

/** Adds up spans; what covers a part in between is entered at its ends only. */
class Coverage {
  readonly #startUs: number;
  readonly #partUs: number;
  readonly #parts: number;
  /** Shares of parts that are covered in part. */
  readonly #partial: Float64Array;
  /** Changes of how many spans cover a part as a whole. */
  readonly #whole: Float64Array;

  constructor({ startUs, endUs }: { startUs: number; endUs: number }, parts: number) {
    this.#startUs = startUs;
    this.#parts = parts;
    this.#partUs = Math.max(1, (endUs - startUs) / parts);
    this.#partial = new Float64Array(parts);
    this.#whole = new Float64Array(parts + 1);
  }

  add(startUs: number, endUs: number): void {
    const from = Math.max(0, (startUs - this.#startUs) / this.#partUs);
    const to = Math.min(this.#parts, (endUs - this.#startUs) / this.#partUs);
    if (!(to > from)) return;
    const [first, last] = [Math.floor(from), Math.floor(to)];
    if (first === last) {
      this.#addPartial(first, to - from);
      return;
    }
    this.#addPartial(first, first + 1 - from);
    this.#addPartial(last, to - last);
    this.#whole[first + 1] = (this.#whole[first + 1] ?? 0) + 1;
    this.#whole[last] = (this.#whole[last] ?? 0) - 1;
  }

  averages(): Float64Array {
    let covering = 0;
    return this.#partial.map((share, i) => {
      covering += this.#whole[i] ?? 0;
      return share + covering;
    });
  }

  #addPartial(part: number, share: number): void {
    if (part < this.#parts) this.#partial[part] = (this.#partial[part] ?? 0) + share;
  }
}
