import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { nameFromArgv } from '../model/naming.ts';
import { ALGORITHMS, type Algorithm, schedule, totalsOf } from '../model/scheduling/algorithm.ts';
import { parseJobs } from '../model/scheduling/csv-jobs.ts';
import { sessionJobs } from '../model/scheduling/session-jobs.ts';
import { messageOf, UserError } from '../model/user-error.ts';
import { readModel } from '../trace/read-trace.ts';
import { type ScheduleSubject, scheduleText } from './schedule-text.ts';

export interface ScheduleCommandOptions {
  /** A file of jobs, `-` for standard input, in the place of a trace. */
  readonly jobs?: string;
  /** All of them when left out. */
  readonly algorithm?: Algorithm;
  readonly cpus?: number;
  readonly slice?: readonly number[];
  readonly json?: boolean;
}

const DEFAULT_SLICES_US = [10_000, 20_000, 40_000];

/** `forkscope schedule`: what scheduling algorithms would have made of a session, or make of jobs. */
export async function scheduleCommand(
  file: string | undefined,
  options: ScheduleCommandOptions,
): Promise<void> {
  const slicesUs = options.slice ?? DEFAULT_SLICES_US;
  const { cpus: defaultCpus, ...source } = await sourceOf(file, options.jobs);
  const cpus = options.cpus ?? defaultCpus;
  const algorithms = options.algorithm === undefined ? ALGORITHMS : [options.algorithm];
  const scheduled = algorithms.map((algorithm) => ({
    algorithm,
    schedule: schedule(source.jobs, { algorithm, cpus, slicesUs }),
  }));
  const subject: ScheduleSubject = { ...source, cpus, slicesUs, scheduled };
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(scheduleReport(subject), undefined, 2)}\n`
      : scheduleText(subject),
  );
}

type Source = Pick<ScheduleSubject, 'title' | 'jobs' | 'recorded' | 'idle' | 'cpus'>;

async function sourceOf(file: string | undefined, jobsFile: string | undefined): Promise<Source> {
  if ((file === undefined) === (jobsFile === undefined)) {
    throw new UserError('usage', 'Name a trace, or a file of jobs with --jobs FILE; not both.');
  }
  if (jobsFile !== undefined) {
    const jobs = parseJobs(readText(jobsFile));
    return { title: jobsFile === '-' ? 'jobs' : jobsFile, jobs, recorded: null, idle: 0, cpus: 1 };
  }
  const { model } = await readModel(file ?? '');
  const { header } = model;
  const title = nameFromArgv(header.command);
  const cpus = header.cpus ?? availableParallelism();
  return { title, cpus, ...sessionJobs(model) };
}

function readText(file: string): string {
  try {
    return readFileSync(file === '-' ? 0 : file, 'utf8');
  } catch (error) {
    throw new UserError('usage', `The jobs cannot be read: ${messageOf(error)}.`, { cause: error });
  }
}

/** Version of what `--json` prints; fields are added within a version, never changed or removed. */
const SCHEDULE_REPORT_VERSION = 1;

function scheduleReport({ jobs, recorded, cpus, slicesUs, scheduled }: ScheduleSubject): unknown {
  return {
    version: SCHEDULE_REPORT_VERSION,
    cpus,
    slicesUs,
    jobs,
    schedules: scheduled.map((each) => ({
      algorithm: each.algorithm,
      endUs: each.schedule.endUs,
      contextSwitches: each.schedule.contextSwitches,
      totals: totalsOf(each.schedule),
      jobs: each.schedule.jobs,
      segments: each.schedule.segments,
    })),
    recorded,
  };
}
