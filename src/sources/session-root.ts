import type { ExitStatus, ProcessRef } from '../model/process-event.ts';

/** The process that a session is about, launched or watched. */
export interface SessionRoot {
  readonly process: ProcessRef;
  /** Resolves when the process has ended; null where nobody could read how. */
  readonly ended: Promise<ExitStatus | null>;
  /** Sends a signal; false when the process is gone. */
  signal(signal: NodeJS.Signals): boolean;
}
