import { assertUnreachable } from '../assert-unreachable.ts';
import { UserError } from '../user-error.ts';
import { FeedbackQueue } from './feedback-queue.ts';
import { FirstCome } from './first-come.ts';
import type { Job } from './job.ts';
import type { Policy } from './policy.ts';
import { RoundRobin } from './round-robin.ts';
import { ShortestFirst } from './shortest-first.ts';
import { type Schedule, simulate } from './simulate.ts';

export const ALGORITHMS = ['fcfs', 'sjf', 'srtf', 'rr', 'mlfq'] as const;
export type Algorithm = (typeof ALGORITHMS)[number];

export interface ScheduleOptions {
  readonly algorithm: Algorithm;
  readonly cpus: number;
  /** Slice of `rr`; of `mlfq` one a level, the top one first. In whole µs. */
  readonly slicesUs: readonly number[];
}

/**
 * What an algorithm makes of jobs.
 * @throws {UserError} `usage` for jobs or options that make no sense.
 */
export function schedule(jobs: readonly Job[], options: ScheduleOptions): Schedule {
  return simulate(jobs, options.cpus, policyOf(options));
}

function policyOf({ algorithm, slicesUs }: ScheduleOptions): Policy {
  switch (algorithm) {
    case 'fcfs':
      return new FirstCome();
    case 'sjf':
      return new ShortestFirst(false);
    case 'srtf':
      return new ShortestFirst(true);
    case 'rr':
      return new RoundRobin(checked(slicesUs)[0]);
    case 'mlfq':
      return new FeedbackQueue(checked(slicesUs));
    default:
      return assertUnreachable(algorithm);
  }
}

function checked(slicesUs: readonly number[]): readonly [number, ...number[]] {
  const [first, ...others] = slicesUs;
  if (first === undefined || slicesUs.some((us) => !Number.isSafeInteger(us) || us <= 0)) {
    throw new UserError('usage', 'A slice has to be a time above zero.');
  }
  return [first, ...others];
}

/** Sums over all jobs, in µs; an average is one of them by the number of jobs. */
export interface ScheduleTotals {
  readonly waitingUs: number;
  readonly turnaroundUs: number;
  readonly responseUs: number;
}

export function totalsOf({ jobs }: Pick<Schedule, 'jobs'>): ScheduleTotals {
  const sum = (of: (job: Schedule['jobs'][number]) => number) =>
    jobs.reduce((total, job) => total + of(job), 0);
  return {
    waitingUs: sum((job) => job.waitingUs),
    turnaroundUs: sum((job) => job.turnaroundUs),
    responseUs: sum((job) => job.responseUs),
  };
}
