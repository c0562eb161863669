/** A recorded session as jobs, and what really became of them. */
import { stateTotals } from '../intervals.ts';
import type { SessionModel } from '../session-model.ts';
import type { ProcessView } from '../views.ts';
import { type CpuPiece, cpuPieces } from './cpu-pieces.ts';
import type { Job } from './job.ts';

/** What the recording says of a process. Times in µs; null where it does not say. */
export interface RecordedRun {
  readonly process: string;
  readonly name: string;
  readonly arrivalUs: number;
  readonly endUs: number | null;
  readonly turnaroundUs: number | null;
  /** Counted or sampled as ready. */
  readonly waitingUs: number;
  readonly responseUs: number | null;
  /** Spans in which it was seen to run. */
  readonly ran: readonly { readonly startUs: number; readonly endUs: number }[];
}

export interface SessionJobs {
  readonly jobs: readonly Job[];
  /** One for each job, in the same order. */
  readonly recorded: readonly RecordedRun[];
  /** Processes that were never seen on a CPU. */
  readonly idle: number;
}

/**
 * Each process of the session as a job: it arrives when it was started, its bursts are the time that
 * it ran, and it is blocked as long as it was then. Time ready is left out, for how long a job has to
 * wait is what a schedule decides. Waits for other processes keep their length: a schedule does
 * not know what they were for.
 */
export function sessionJobs(model: SessionModel): SessionJobs {
  const horizonUs = model.session().durationUs;
  const jobs: Job[] = [];
  const recorded: RecordedRun[] = [];
  let idle = 0;
  for (const process of model.processes()) {
    if (process.role === 'helper') continue;
    const pieces = cpuPieces(process.intervals, process.shares, horizonUs);
    const job = jobOf(process, pieces);
    if (job === undefined) {
      idle += 1;
      continue;
    }
    jobs.push(job);
    recorded.push(recordedRun(process, job.name, pieces, horizonUs));
  }
  return { jobs, recorded, idle };
}

function jobOf({ name, pid, startUs }: ProcessView, pieces: readonly CpuPiece[]): Job | undefined {
  const bursts: number[] = [];
  let arrivalUs = startUs;
  const add = (us: number, onCpu: boolean) => {
    if (us <= 0) return;
    const last = bursts.length - 1;
    if (bursts.length === 0 && !onCpu) arrivalUs += us;
    else if ((bursts.length % 2 === 1) === onCpu) bursts[last] = (bursts[last] ?? 0) + us;
    else bursts.push(us);
  };
  for (const { runningUs, blockedUs } of pieces) {
    add(runningUs, true);
    add(blockedUs, false);
  }
  if (bursts.length % 2 === 0) bursts.pop();
  return bursts.length === 0 ? undefined : { name: `${name} ${pid}`, arrivalUs, bursts };
}

function recordedRun(
  process: ProcessView,
  name: string,
  pieces: readonly CpuPiece[],
  horizonUs: number,
): RecordedRun {
  const { id, startUs, endUs, intervals, shares } = process;
  const firstRun = pieces.find(({ runningUs }) => runningUs > 0);
  return {
    process: id,
    name,
    arrivalUs: startUs,
    endUs,
    turnaroundUs: endUs === null ? null : endUs - startUs,
    waitingUs: stateTotals(intervals, horizonUs, shares).ready ?? 0,
    responseUs: firstRun === undefined ? null : firstRun.startUs - startUs,
    ran: pieces
      .filter(({ runningUs }) => runningUs > 0)
      .map((piece) => ({ startUs: piece.startUs, endUs: piece.startUs + piece.runningUs })),
  };
}
