import { UserError } from '../user-error.ts';
import { blockedTimeOf, cpuTimeOf, flawOf, type Job } from './job.ts';
import type { Policy, Task } from './policy.ts';

/** A job on a CPU, without a break. */
export interface Segment {
  readonly cpu: number;
  /** Index of the job. */
  readonly job: number;
  readonly startUs: number;
  readonly endUs: number;
}

/** How a job fared. All times in µs. */
export interface JobResult {
  readonly name: string;
  readonly arrivalUs: number;
  readonly endUs: number;
  /** From its arrival to its end. */
  readonly turnaroundUs: number;
  /** Ready, and without a CPU. */
  readonly waitingUs: number;
  /** From its arrival to its first instant on a CPU. */
  readonly responseUs: number;
  /** How often it was taken off a CPU before its burst was over. */
  readonly preemptions: number;
}

export interface Schedule {
  readonly cpus: number;
  /** By start, then CPU. */
  readonly segments: readonly Segment[];
  /** In the order of the jobs given. */
  readonly jobs: readonly JobResult[];
  /** How often a CPU took up another job than the one it had had before. */
  readonly contextSwitches: number;
  readonly endUs: number;
}

/** More steps than this are refused: a slice far too short for the bursts. */
const MAX_STEPS = 500_000;

interface RunningTask extends Task {
  readonly job: Job;
  burst: number;
  cpu: Cpu | undefined;
  lastCpu: number | undefined;
  readySinceUs: number;
  waitingUs: number;
  firstRunUs: number | undefined;
  endUs: number;
  preemptions: number;
}

interface Cpu {
  readonly number: number;
  task: RunningTask | undefined;
  last: RunningTask | undefined;
  sinceUs: number;
  accountedUs: number;
  sliceEndUs: number;
}

/**
 * Runs jobs on `cpus` equal CPUs, exactly. At one instant, in this order: bursts end; jobs arrive and
 * wake, by their place in the list; slices end, by CPU; ready jobs go to free CPUs; ready jobs
 * take the CPU of others. So who arrives as a slice ends is ahead of the one whose slice it was. A
 * job goes to the CPU that it had last, if that is free, else to the free one of the lowest number.
 * Switching takes no time.
 * @throws {UserError} `usage` for jobs that are none, or when it would take too many steps.
 */
export function simulate(jobs: readonly Job[], cpus: number, policy: Policy): Schedule {
  if (!Number.isSafeInteger(cpus) || cpus < 1 || cpus > MAX_CPUS) {
    throw new UserError('usage', `The number of CPUs has to be 1 to ${MAX_CPUS}.`);
  }
  for (const job of jobs) {
    const flaw = flawOf(job);
    if (flaw !== undefined) throw new UserError('usage', `Job ${job.name}: ${flaw}.`);
  }
  return new Simulation(jobs, cpus, policy).run();
}

export const MAX_CPUS = 1_024;

class Simulation {
  readonly #policy: Policy;
  readonly #tasks: RunningTask[];
  readonly #cpus: Cpu[];
  readonly #segments: Segment[] = [];
  /** Instants at which tasks become ready, the next one last. */
  readonly #comings: { readonly atUs: number; readonly task: RunningTask }[] = [];
  #switches = 0;

  constructor(jobs: readonly Job[], cpus: number, policy: Policy) {
    this.#policy = policy;
    this.#tasks = jobs.map((job, index) => ({
      index,
      job,
      burst: 0,
      leftUs: job.bursts[0] ?? 0,
      cpu: undefined,
      lastCpu: undefined,
      readySinceUs: job.arrivalUs,
      waitingUs: 0,
      firstRunUs: undefined,
      endUs: job.arrivalUs,
      preemptions: 0,
    }));
    this.#cpus = Array.from({ length: cpus }, (_, number) => ({
      number,
      task: undefined,
      last: undefined,
      sinceUs: 0,
      accountedUs: 0,
      sliceEndUs: 0,
    }));
    for (const task of this.#tasks) this.#comings.push({ atUs: task.job.arrivalUs, task });
    this.#comings.sort(laterFirst);
  }

  run(): Schedule {
    let steps = 0;
    for (let nowUs = this.#nextUs(); nowUs < Infinity; nowUs = this.#nextUs()) {
      steps += 1;
      if (steps > MAX_STEPS) {
        throw new UserError(
          'usage',
          'The schedule would have more than 500,000 steps; choose a longer slice.',
        );
      }
      this.#account(nowUs);
      this.#endBursts(nowUs);
      this.#let(nowUs);
      this.#endSlices(nowUs);
      this.#dispatch(nowUs);
      this.#preempt(nowUs);
    }
    return this.#result();
  }

  /** The next instant at which anything happens. */
  #nextUs(): number {
    let nextUs = this.#comings.at(-1)?.atUs ?? Infinity;
    for (const { task, accountedUs, sliceEndUs } of this.#cpus) {
      if (task !== undefined) nextUs = Math.min(nextUs, accountedUs + task.leftUs, sliceEndUs);
    }
    return nextUs;
  }

  #account(nowUs: number): void {
    for (const cpu of this.#cpus) {
      const { task } = cpu;
      if (task === undefined) continue;
      const us = nowUs - cpu.accountedUs;
      cpu.accountedUs = nowUs;
      task.leftUs -= us;
      this.#policy.ran(task, us);
    }
  }

  #endBursts(nowUs: number): void {
    for (const cpu of this.#cpus) {
      const { task } = cpu;
      if (task === undefined || task.leftUs > 0) continue;
      this.#free(cpu, nowUs);
      const blockedUs = task.job.bursts[task.burst + 1];
      if (blockedUs === undefined) {
        task.endUs = nowUs;
        continue;
      }
      task.burst += 2;
      task.leftUs = task.job.bursts[task.burst] ?? 0;
      this.#comeAt(nowUs + blockedUs, task);
    }
  }

  #comeAt(atUs: number, task: RunningTask): void {
    const coming = { atUs, task };
    let [low, high] = [0, this.#comings.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#comings[middle];
      if (other !== undefined && laterFirst(other, coming) < 0) low = middle + 1;
      else high = middle;
    }
    this.#comings.splice(low, 0, coming);
  }

  /** Takes in the jobs that arrive or wake now. */
  #let(nowUs: number): void {
    for (let next = this.#comings.at(-1); next?.atUs === nowUs; next = this.#comings.at(-1)) {
      this.#comings.pop();
      next.task.readySinceUs = nowUs;
      this.#policy.add(next.task, next.task.burst === 0 ? 'arrived' : 'woke');
    }
  }

  #endSlices(nowUs: number): void {
    for (const cpu of this.#cpus) {
      if (cpu.task === undefined || cpu.sliceEndUs > nowUs) continue;
      this.#takeOff(cpu, nowUs, 'expired');
    }
  }

  #dispatch(nowUs: number): void {
    while (this.#cpus.some(({ task }) => task === undefined)) {
      const next = this.#policy.take();
      if (next === undefined) return;
      const task = this.#own(next);
      const free = this.#cpus.filter((cpu) => cpu.task === undefined);
      const cpu = free.find(({ number }) => number === task.lastCpu) ?? free[0];
      if (cpu !== undefined) this.#putOn(cpu, task, nowUs);
    }
  }

  #preempt(nowUs: number): void {
    for (;;) {
      const running = this.#cpus.flatMap(({ task }) => task ?? []);
      if (running.length < this.#cpus.length) return;
      const victim = this.#policy.victim(running);
      const cpu = victim === undefined ? undefined : this.#own(victim).cpu;
      if (cpu === undefined) return;
      this.#takeOff(cpu, nowUs, 'preempted');
      this.#dispatch(nowUs);
    }
  }

  #putOn(cpu: Cpu, task: RunningTask, nowUs: number): void {
    task.waitingUs += nowUs - task.readySinceUs;
    task.firstRunUs ??= nowUs;
    task.cpu = cpu;
    if (cpu.last !== undefined && cpu.last !== task) this.#switches += 1;
    cpu.task = task;
    cpu.last = task;
    cpu.sinceUs = nowUs;
    cpu.accountedUs = nowUs;
    cpu.sliceEndUs = nowUs + this.#policy.sliceOf(task);
  }

  #takeOff(cpu: Cpu, nowUs: number, entry: 'expired' | 'preempted'): void {
    const { task } = cpu;
    if (task === undefined) return;
    this.#free(cpu, nowUs);
    task.readySinceUs = nowUs;
    task.preemptions += 1;
    this.#policy.add(task, entry);
  }

  #free(cpu: Cpu, nowUs: number): void {
    const { task, sinceUs } = cpu;
    cpu.task = undefined;
    if (task === undefined) return;
    task.cpu = undefined;
    task.lastCpu = cpu.number;
    if (nowUs > sinceUs) {
      this.#segments.push({ cpu: cpu.number, job: task.index, startUs: sinceUs, endUs: nowUs });
    }
  }

  #own({ index }: Task): RunningTask {
    const task = this.#tasks[index];
    if (task === undefined) throw new Error(`no task ${index}`);
    return task;
  }

  #result(): Schedule {
    const segments = joinSegments(this.#segments);
    return {
      cpus: this.#cpus.length,
      segments,
      jobs: this.#tasks.map(resultOf),
      contextSwitches: this.#switches,
      endUs: this.#tasks.reduce(
        (end, task) => Math.max(end, task.endUs),
        this.#tasks[0]?.endUs ?? 0,
      ),
    };
  }
}

function laterFirst(
  a: { readonly atUs: number; readonly task: Task },
  b: { readonly atUs: number; readonly task: Task },
): number {
  return b.atUs - a.atUs || b.task.index - a.task.index;
}

/** A job that got its CPU again at once has kept it. */
function joinSegments(segments: readonly Segment[]): Segment[] {
  const last = new Map<number, number>();
  const joined: Segment[] = [];
  for (const segment of [...segments].sort((a, b) => a.startUs - b.startUs || a.cpu - b.cpu)) {
    const at = last.get(segment.cpu);
    const before = at === undefined ? undefined : joined[at];
    if (at !== undefined && before?.job === segment.job && before.endUs === segment.startUs) {
      joined[at] = { ...before, endUs: segment.endUs };
    } else {
      last.set(segment.cpu, joined.push(segment) - 1);
    }
  }
  return joined;
}

function resultOf(task: RunningTask): JobResult {
  const { job, endUs, waitingUs, firstRunUs, preemptions } = task;
  const { name, arrivalUs } = job;
  const turnaroundUs = endUs - arrivalUs;
  if (turnaroundUs !== waitingUs + cpuTimeOf(job) + blockedTimeOf(job)) {
    throw new Error(`the times of job ${name} do not add up`);
  }
  const responseUs = (firstRunUs ?? endUs) - arrivalUs;
  return { name, arrivalUs, endUs, turnaroundUs, waitingUs, responseUs, preemptions };
}
