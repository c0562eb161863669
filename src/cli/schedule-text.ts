/** Schedules as text: a table and a chart each, and what was recorded beside them. */
import { safeText } from '../model/safe-text.ts';
import { type Algorithm, totalsOf } from '../model/scheduling/algorithm.ts';
import { blockedTimeOf, cpuTimeOf, type Job } from '../model/scheduling/job.ts';
import type { RecordedRun } from '../model/scheduling/session-jobs.ts';
import type { Schedule } from '../model/scheduling/simulate.ts';
import { ganttRow, markOf } from '../model/scheduling/text-gantt.ts';
import { numberTable } from './text-table.ts';

export interface Scheduled {
  readonly algorithm: Algorithm;
  readonly schedule: Schedule;
}

/** What has been scheduled, and how. */
export interface ScheduleSubject {
  readonly title: string;
  readonly jobs: readonly Job[];
  /** What really became of each job, null where nothing was recorded. */
  readonly recorded: readonly RecordedRun[] | null;
  /** Processes that were left out because they were never seen on a CPU. */
  readonly idle: number;
  readonly cpus: number;
  readonly slicesUs: readonly number[];
  readonly scheduled: readonly Scheduled[];
}

const CHART_COLUMNS = 72;
const MAX_LISTED_JOBS = 40;

const NAMES: Readonly<Record<Algorithm, string>> = {
  fcfs: 'First come, first served',
  sjf: 'Shortest job first',
  srtf: 'Shortest job first, with preemption',
  rr: 'Round robin',
  mlfq: 'Multilevel feedback queue',
};

/** The whole text, with a newline at its end. */
export function scheduleText(subject: ScheduleSubject): string {
  const sections = [
    headLines(subject),
    jobLines(subject),
    averageLines(subject),
    ...subject.scheduled.map((each) => chartLines(subject, each)),
    recordedLines(subject),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.join('\n')}\n`)
    .join('\n');
}

function headLines({ title, jobs, idle, cpus, slicesUs }: ScheduleSubject): string[] {
  const parts = [
    safeText(title),
    `${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}`,
    `${cpus} ${cpus === 1 ? 'CPU' : 'CPUs'}`,
    `slices ${slicesUs.map(ms).join(', ')} ms`,
  ];
  const left = idle === 0 ? [] : [`(${idle} never seen on a CPU, left out)`];
  return [parts.join(' · '), ...left];
}

/** Per job how long each algorithm has it wait; all of how it fares where there is one only. */
function jobLines({ jobs, scheduled, recorded }: ScheduleSubject): string[] {
  const isWhole = scheduled.length === 1;
  const titles = (what: string) =>
    isWhole ? [`${what} WAITING`, 'TURNAROUND', 'RESPONSE'] : [`${what} WAITING`];
  const cells = (times: Times | undefined) => {
    const all = [times?.waitingUs, times?.turnaroundUs, times?.responseUs].map(msOrNothing);
    return isWhole ? all : all.slice(0, 1);
  };
  const rows = [
    [
      ...['', 'JOB', 'ARRIVAL', 'CPU', 'BLOCKED'],
      ...scheduled.flatMap(({ algorithm }) => titles(algorithm.toUpperCase())),
      ...(recorded === null ? [] : titles('REAL')),
    ],
  ];
  for (const [i, job] of jobs.slice(0, MAX_LISTED_JOBS).entries()) {
    rows.push([
      markOf(i),
      safeText(job.name, 30),
      ms(job.arrivalUs),
      ms(cpuTimeOf(job)),
      ms(blockedTimeOf(job)),
      ...scheduled.flatMap(({ schedule }) => cells(schedule.jobs[i])),
      ...(recorded === null ? [] : cells(recorded[i])),
    ]);
  }
  const more = jobs.length - MAX_LISTED_JOBS;
  return [...numberTable(rows, 'ms'), ...(more > 0 ? [`… and ${more} more`] : [])];
}

interface Times {
  readonly waitingUs: number;
  readonly turnaroundUs: number | null;
  readonly responseUs: number | null;
}

function averageLines({ jobs, scheduled, recorded }: ScheduleSubject): string[] {
  const average = (sumUs: number) => ms(sumUs / Math.max(1, jobs.length));
  const rows = [['AVERAGE', 'WAITING', 'TURNAROUND', 'RESPONSE', 'CONTEXT SWITCHES']];
  for (const { algorithm, schedule } of scheduled) {
    const totals = totalsOf(schedule);
    rows.push([
      NAMES[algorithm],
      average(totals.waitingUs),
      average(totals.turnaroundUs),
      average(totals.responseUs),
      String(schedule.contextSwitches),
    ]);
  }
  if (recorded !== null) {
    const known = (values: readonly (number | null)[]) => {
      const numbers = values.flatMap((value) => value ?? []);
      const sum = numbers.reduce((total, value) => total + value, 0);
      return numbers.length === 0 ? '?' : ms(sum / numbers.length);
    };
    rows.push([
      'What really happened',
      known(recorded.map(({ waitingUs }) => waitingUs)),
      known(recorded.map(({ turnaroundUs }) => turnaroundUs)),
      known(recorded.map(({ responseUs }) => responseUs)),
      '?',
    ]);
  }
  return numberTable(rows, 'ms');
}

function chartLines(subject: ScheduleSubject, { algorithm, schedule }: Scheduled): string[] {
  const fromUs = startOf(subject);
  const toUs = Math.max(schedule.endUs, fromUs + 1);
  const rows = Array.from({ length: schedule.cpus }, (_, cpu) => {
    const bars = schedule.segments
      .filter((segment) => segment.cpu === cpu)
      .map(({ job, startUs, endUs }) => ({ mark: markOf(job), startUs, endUs }));
    return `  CPU ${String(cpu).padEnd(3)} ${ganttRow(bars, fromUs, toUs, CHART_COLUMNS)}`;
  });
  return [`${NAMES[algorithm]}:`, ...rows, axis(fromUs, toUs)];
}

/** A row a job: on which CPU it ran is not recorded. */
function recordedLines(subject: ScheduleSubject): string[] {
  const { recorded } = subject;
  if (recorded === null) return [];
  const fromUs = startOf(subject);
  const ends = recorded.flatMap(({ ran }) => ran.at(-1)?.endUs ?? []);
  const toUs = Math.max(fromUs + 1, ...ends);
  const rows = recorded.slice(0, MAX_LISTED_JOBS).map(({ ran }, i) => {
    const bars = ran.map((span) => ({ mark: markOf(i), ...span }));
    return `  ${markOf(i).padEnd(7)} ${ganttRow(bars, fromUs, toUs, CHART_COLUMNS)}`;
  });
  return ['What really happened:', ...rows, axis(fromUs, toUs)];
}

function startOf({ jobs }: ScheduleSubject): number {
  return jobs.reduce((first, { arrivalUs }) => Math.min(first, arrivalUs), jobs[0]?.arrivalUs ?? 0);
}

function axis(fromUs: number, toUs: number): string {
  const [from, to] = [`${ms(fromUs)} ms`, `${ms(toUs)} ms`];
  return `  ${' '.repeat(7)} ${from}${to.padStart(Math.max(0, CHART_COLUMNS - from.length))}`;
}

function ms(us: number): string {
  const value = us / 1_000;
  return Number.isInteger(value) ? String(value) : value.toFixed(value < 10 ? 3 : 1);
}

function msOrNothing(us: number | null | undefined): string {
  return us === null || us === undefined ? '?' : ms(us);
}
