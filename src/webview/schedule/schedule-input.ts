/** What the user has asked the schedule view for, as typed, and what it means. */
import {
  ALGORITHMS,
  type Algorithm,
  type ScheduleOptions,
} from '../../model/scheduling/algorithm.ts';
import { UserError } from '../../model/user-error.ts';
import { t } from '../l10n.ts';

export interface ScheduleInput {
  readonly source: 'session' | 'jobs';
  readonly algorithm: Algorithm;
  readonly cpus: string;
  /** In ms; for levels separated by commas. */
  readonly slices: string;
  readonly jobs: string;
}

/** Four jobs that tell the algorithms apart. */
export const FIRST_INPUT: ScheduleInput = {
  source: 'session',
  algorithm: 'rr',
  cpus: '1',
  slices: '10, 20, 40',
  jobs: 'name, arrival, cpu, blocked, cpu\nlong, 0, 80\nshort, 5, 10\nmixed, 10, 10, 20, 15\nlate, 40, 30\n',
};

/** @throws {UserError} `usage` for what is no number or time. */
export function optionsOf({ algorithm, cpus, slices }: ScheduleInput): ScheduleOptions {
  if (!/^\s*\d{1,4}\s*$/.test(cpus) || Number(cpus) < 1) {
    throw new UserError('usage', t('CPUs: a whole number above 0.'));
  }
  const slicesUs = slices.split(',').map((part) => Math.round(Number(part) * 1_000));
  if (slicesUs.some((us) => !(us >= 1))) {
    throw new UserError('usage', t('Slices: times in ms above 0, one a level, as in 10, 20, 40.'));
  }
  return { algorithm, cpus: Number(cpus), slicesUs };
}

export function isAlgorithm(text: string): text is Algorithm {
  return ALGORITHMS.some((each) => each === text);
}

export function algorithmName(algorithm: Algorithm): string {
  switch (algorithm) {
    case 'fcfs':
      return t('First come, first served');
    case 'sjf':
      return t('Shortest job first');
    case 'srtf':
      return t('Shortest job first, with preemption');
    case 'rr':
      return t('Round robin');
    case 'mlfq':
      return t('Multilevel feedback queue');
  }
}
