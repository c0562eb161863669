import type { Static } from 'typebox';
import type { Usage } from './process-event.ts';

/** What a process used when it was last measured. */
export interface UsageView {
  /** 100 is one core. */
  readonly cpuPercent: number;
  readonly rssBytes: number;
  /** Null where the source does not say. */
  readonly threads: number | null;
  /** The CPU that it ran on last, from 0; null where the source does not say. */
  readonly cpu: number | null;
}

export function usageOf(event: Static<typeof Usage>): UsageView {
  const { cpuPercent, rssBytes, threads = null, cpu = null } = event;
  return { cpuPercent, rssBytes, threads, cpu };
}
