import type { Policy, Task } from './policy.ts';

/**
 * Round robin: in turn, each for one slice at most. Who was blocked comes back with a whole slice, to
 * the end of the queue.
 */
export class RoundRobin implements Policy {
  readonly #sliceUs: number;
  readonly #ready: Task[] = [];

  /** @param sliceUs above 0. */
  constructor(sliceUs: number) {
    this.#sliceUs = sliceUs;
  }

  add(task: Task): void {
    this.#ready.push(task);
  }

  take(): Task | undefined {
    return this.#ready.shift();
  }

  sliceOf(): number {
    return this.#sliceUs;
  }

  victim(): undefined {
    return undefined;
  }

  ran(): void {}
}
