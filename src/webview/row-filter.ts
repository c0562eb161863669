/** Which processes the user wants to see. */
import type { Tone } from '../model/status.ts';
import type { ProcessView } from '../model/views.ts';
import { t } from './l10n.ts';

export const FILTERS = [
  'running',
  'waiting',
  'blocked',
  'failed',
  'ended',
  'daemon',
  'adrift',
] as const;
export type FilterName = (typeof FILTERS)[number];

/** Whether a process is one of those asked for; of several filters, one is enough. */
export function passes(
  filters: ReadonlySet<FilterName>,
  process: ProcessView,
  toneOf: (process: ProcessView) => Tone,
): boolean {
  for (const filter of filters) if (passesOne(filter, process, toneOf)) return true;
  return filters.size === 0;
}

function passesOne(
  filter: FilterName,
  process: ProcessView,
  toneOf: (process: ProcessView) => Tone,
): boolean {
  switch (filter) {
    case 'running':
      return process.state === 'running' || process.state === 'ready';
    case 'ended':
      return process.endUs !== null;
    case 'daemon':
      return process.daemon;
    case 'adrift':
      return process.orphan || process.state === 'zombie' || process.leftOver;
    default:
      return toneOf(process) === filter;
  }
}

export function filterText(filter: FilterName): string {
  switch (filter) {
    case 'running':
      return t('running or ready');
    case 'waiting':
      return t('waits for a process');
    case 'blocked':
      return t('blocked');
    case 'failed':
      return t('failed');
    case 'ended':
      return t('ended');
    case 'daemon':
      return t('daemon');
    case 'adrift':
      return t('orphan, zombie or left over');
  }
}
