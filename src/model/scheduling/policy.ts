/** What tells one scheduling algorithm from another. */

/** A job under way. */
export interface Task {
  /** Its place in the list of jobs, which breaks ties. */
  readonly index: number;
  /** Left of its CPU burst, in µs. */
  leftUs: number;
}

/**
 * How a task becomes ready. `expired`: its slice is over; `preempted`: another one took its CPU;
 * `woke`: it was blocked.
 */
export type Entry = 'arrived' | 'woke' | 'expired' | 'preempted';

/** Orders the ready tasks. One instance serves one simulation. */
export interface Policy {
  add(task: Task, entry: Entry): void;
  /** Removes the one that is to run next. */
  take(): Task | undefined;
  /** How long a task that is put on a CPU may keep it, in µs. */
  sliceOf(task: Task): number;
  /** Which of the running ones has to give way to a ready one at once. */
  victim(running: readonly Task[]): Task | undefined;
  /** A task has had a CPU for so long. */
  ran(task: Task, us: number): void;
}
