import type { SourceSite } from '../model/process-event.ts';
import type { Snapshot } from './snapshot.ts';

/** Where the program started a process; null where that is not known. */
export function siteOfStart(snapshot: Snapshot | undefined, id: string): SourceSite | null {
  return snapshot?.process(id)?.startSite ?? null;
}
