import type { Finding } from '../model/findings/finding.ts';
import type { SourceSite } from '../model/process-event.ts';
import type { SessionView } from '../model/views.ts';

/** What a check is about and what it has found; the formats print this. */
export interface Checked {
  readonly session: SessionView;
  readonly findings: readonly Finding[];
  /** Ids of the rules that were asked. */
  readonly rules: readonly string[];
  /** The findings for which the check fails. */
  readonly failing: ReadonlySet<Finding>;
  /** Forkscope's version. */
  readonly version: string;
  /** Folder that file names are shown relative to. */
  readonly folder: string;
}

/** `app.py` for a file below the folder, else its whole path. */
export function shownFile({ file }: SourceSite, folder: string): string {
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
}
