/** What comes out of an input: the chosen schedule, all algorithms' averages, and what was recorded. */
import {
  ALGORITHMS,
  type Algorithm,
  schedule,
  totalsOf,
} from '../../model/scheduling/algorithm.ts';
import { parseJobs } from '../../model/scheduling/csv-jobs.ts';
import type { Job } from '../../model/scheduling/job.ts';
import { type RecordedRun, sessionJobs } from '../../model/scheduling/session-jobs.ts';
import type { Schedule } from '../../model/scheduling/simulate.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { UserError } from '../../model/user-error.ts';
import { t } from '../l10n.ts';
import { optionsOf, type ScheduleInput } from './schedule-input.ts';

/** Means over the jobs that have the value, in µs; null where none has. */
export interface Averages {
  readonly waitingUs: number | null;
  readonly turnaroundUs: number | null;
  readonly responseUs: number | null;
  readonly contextSwitches: number | null;
}

export interface ScheduleResult {
  readonly jobs: readonly Job[];
  readonly chosen: Schedule;
  readonly averages: readonly { readonly algorithm: Algorithm; readonly of: Averages }[];
  readonly recorded: readonly RecordedRun[] | null;
  readonly recordedAverages: Averages | null;
  readonly idle: number;
}

/** A view is no place for more. */
const MAX_JOBS = 500;

/** @throws {UserError} `usage` for an input that makes no sense. */
export function resultOf(input: ScheduleInput, model: SessionModel | undefined): ScheduleResult {
  const options = optionsOf(input);
  const { jobs, recorded, idle } = sourceOf(input, model);
  if (jobs.length > MAX_JOBS) {
    throw new UserError(
      'usage',
      t(
        'There are {0} jobs; this view takes {1}. Use “forkscope schedule”.',
        String(jobs.length),
        String(MAX_JOBS),
      ),
    );
  }
  const chosen = schedule(jobs, options);
  const averages = ALGORITHMS.map((algorithm) => {
    const each =
      algorithm === options.algorithm ? chosen : schedule(jobs, { ...options, algorithm });
    return { algorithm, of: averagesOf(each) };
  });
  const recordedAverages = recorded === null ? null : recordedMeans(recorded);
  return { jobs, chosen, averages, recorded, recordedAverages, idle };
}

function sourceOf(
  input: ScheduleInput,
  model: SessionModel | undefined,
): Pick<ScheduleResult, 'jobs' | 'recorded' | 'idle'> {
  if (input.source === 'jobs') return { jobs: parseJobs(input.jobs), recorded: null, idle: 0 };
  if (model === undefined)
    throw new UserError('usage', t('No session is shown; type jobs instead.'));
  const { jobs, recorded, idle } = sessionJobs(model);
  if (jobs.length === 0) {
    throw new UserError(
      'usage',
      t('No process of this session was seen on a CPU; type jobs instead.'),
    );
  }
  return { jobs, recorded, idle };
}

function averagesOf(each: Schedule): Averages {
  const { waitingUs, turnaroundUs, responseUs } = totalsOf(each);
  const count = Math.max(1, each.jobs.length);
  return {
    waitingUs: waitingUs / count,
    turnaroundUs: turnaroundUs / count,
    responseUs: responseUs / count,
    contextSwitches: each.contextSwitches,
  };
}

function recordedMeans(runs: readonly RecordedRun[]): Averages {
  return {
    waitingUs: mean(runs.map(({ waitingUs }) => waitingUs)),
    turnaroundUs: mean(runs.flatMap(({ turnaroundUs }) => turnaroundUs ?? [])),
    responseUs: mean(runs.flatMap(({ responseUs }) => responseUs ?? [])),
    contextSwitches: null,
  };
}

function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}
