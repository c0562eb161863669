import { UserError } from '../user-error.ts';
import { flawOf, type Job } from './job.ts';

/** More jobs than this are refused. */
const MAX_JOBS = 10_000;
const MAX_MS = 1e9;

/**
 * Jobs from text: one a line, `name, arrival, cpu[, blocked, cpu …]`, times in ms with up to three
 * decimals, separated by commas, semicolons or tabs. Empty lines, lines that begin with `#`, and a first
 * line of titles are left out.
 * @throws {UserError} `usage` that names the line.
 */
export function parseJobs(text: string): Job[] {
  const jobs: Job[] = [];
  let first = true;
  for (const [i, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.trim() === '' || line.trimStart().startsWith('#')) continue;
    const [name = '', ...fields] = line.split(/[,;\t]/).map((field) => field.trim());
    const isTitle = first && fields.length > 0 && fields.every((field) => !/^[\d.+-]/.test(field));
    first = false;
    if (isTitle) continue;
    jobs.push(jobOf(name, fields, i + 1));
    if (jobs.length > MAX_JOBS) throw wrong(i + 1, `there are more than ${MAX_JOBS} jobs`);
  }
  if (jobs.length === 0) {
    throw new UserError('usage', 'There are no jobs; write one a line: name, arrival, cpu time.');
  }
  return jobs;
}

function jobOf(name: string, fields: readonly string[], line: number): Job {
  if (name === '') throw wrong(line, 'the job has no name');
  const [arrivalUs, ...bursts] = fields.map((field) => microseconds(field, line));
  if (arrivalUs === undefined || bursts.length === 0) {
    throw wrong(line, 'a job is its name, its arrival and at least one CPU time');
  }
  const job = { name, arrivalUs, bursts };
  const flaw = flawOf(job);
  if (flaw !== undefined) throw wrong(line, flaw);
  return job;
}

function microseconds(field: string, line: number): number {
  const found = /^(\d+)(?:\.(\d{1,3}))?$/.exec(field);
  if (found === null || Number(field) > MAX_MS) {
    throw wrong(line, `“${field.slice(0, 40)}” is no time in ms (such as 20 or 0.5)`);
  }
  // Digit by digit: a product with 1000 would not be exact.
  return Number(`${found[1]}${(found[2] ?? '').padEnd(3, '0')}`);
}

function wrong(line: number, why: string): UserError {
  return new UserError('usage', `Line ${line} of the jobs: ${why}.`);
}
