import type { Policy, Task } from './policy.ts';

/** First come, first served: who became ready first runs first, and until its burst is over. */
export class FirstCome implements Policy {
  readonly #ready: Task[] = [];

  add(task: Task): void {
    this.#ready.push(task);
  }

  take(): Task | undefined {
    return this.#ready.shift();
  }

  sliceOf(): number {
    return Infinity;
  }

  victim(): undefined {
    return undefined;
  }

  ran(): void {}
}
