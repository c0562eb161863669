import type { Entry, Policy, Task } from './policy.ts';

/**
 * Multilevel feedback queue: the longer a job runs, the lower its priority. It begins on the top level;
 * each level gives it an allotment of CPU time, however often it blocks in between, and when that is
 * used up it goes one level down, to the end of the queue. On the last level jobs take turns by that
 * level's slice. A ready job takes the CPU of one on a lower level at once (of the lowest, then of the
 * one that comes last in the list of jobs); the other keeps the rest of its allotment and its place at
 * the head of its level.
 */
export class FeedbackQueue implements Policy {
  readonly #slicesUs: readonly number[];
  readonly #levels: Task[][];
  readonly #places = new Map<Task, { level: number; usedUs: number }>();

  /** @param slicesUs allotment of each level, the top one first; one level at least, each above 0. */
  constructor(slicesUs: readonly number[]) {
    this.#slicesUs = slicesUs;
    this.#levels = slicesUs.map(() => []);
  }

  add(task: Task, entry: Entry): void {
    const place = this.#placeOf(task);
    if (place.usedUs >= this.#allotment(place.level)) {
      place.level = Math.min(place.level + 1, this.#levels.length - 1);
      place.usedUs = 0;
    }
    const queue = this.#levels[place.level];
    if (entry === 'preempted') queue?.unshift(task);
    else queue?.push(task);
  }

  take(): Task | undefined {
    return this.#levels.find((queue) => queue.length > 0)?.shift();
  }

  sliceOf(task: Task): number {
    const { level, usedUs } = this.#placeOf(task);
    return this.#allotment(level) - usedUs;
  }

  victim(running: readonly Task[]): Task | undefined {
    const best = this.#levels.findIndex((queue) => queue.length > 0);
    if (best === -1) return undefined;
    const worst = running.reduce((a, b) => {
      const lower = this.#placeOf(b).level - this.#placeOf(a).level || b.index - a.index;
      return lower > 0 ? b : a;
    });
    return this.#placeOf(worst).level > best ? worst : undefined;
  }

  ran(task: Task, us: number): void {
    this.#placeOf(task).usedUs += us;
  }

  #allotment(level: number): number {
    return this.#slicesUs[level] ?? Infinity;
  }

  #placeOf(task: Task): { level: number; usedUs: number } {
    let place = this.#places.get(task);
    if (place === undefined) {
      place = { level: 0, usedUs: 0 };
      this.#places.set(task, place);
    }
    return place;
  }
}
