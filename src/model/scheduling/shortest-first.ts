import type { Policy, Task } from './policy.ts';

/**
 * Shortest job first, by what is left of the burst. With preemption (shortest remaining time first) a
 * ready job takes the CPU of a running one that has strictly more left: of the one with the most.
 * Ties go by place in the list of jobs.
 */
export class ShortestFirst implements Policy {
  readonly #preemptive: boolean;
  /** The next one last. */
  readonly #ready: Task[] = [];

  constructor(preemptive: boolean) {
    this.#preemptive = preemptive;
  }

  add(task: Task): void {
    const at = this.#ready.findIndex((other) => goesBefore(other, task));
    this.#ready.splice(at === -1 ? this.#ready.length : at, 0, task);
  }

  take(): Task | undefined {
    return this.#ready.pop();
  }

  sliceOf(): number {
    return Infinity;
  }

  victim(running: readonly Task[]): Task | undefined {
    const next = this.#ready.at(-1);
    if (!this.#preemptive || next === undefined) return undefined;
    const longest = running.reduce((a, b) => (goesBefore(a, b) ? b : a));
    return longest.leftUs > next.leftUs ? longest : undefined;
  }

  ran(): void {}
}

function goesBefore(a: Task, b: Task): boolean {
  return a.leftUs < b.leftUs || (a.leftUs === b.leftUs && a.index < b.index);
}
