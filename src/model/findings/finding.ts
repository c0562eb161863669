/** What a finding is, and what a rule is that derives findings from a session's facts. */
import type { Evidence, SourceSite } from '../process-event.ts';
import type { Translate } from '../status.ts';
import type { Scene } from './scene.ts';

export type Severity = 'error' | 'warning' | 'info';

/** Most severe first. */
export const SEVERITIES: readonly Severity[] = ['error', 'warning', 'info'];

/** A line that belongs to a finding, and why it does. */
export interface RelatedSite {
  readonly site: SourceSite;
  readonly message: string;
}

/** A problem or remark with the processes and source lines it is about. Times are session µs. */
export interface Finding {
  /** The same for the same problem whenever it is derived anew: a view can keep its place. */
  readonly id: string;
  /** Id of its rule, which is also the name of its page in docs/findings. */
  readonly rule: string;
  readonly severity: Severity;
  /** One sentence; names in it are fit to be shown. */
  readonly message: string;
  readonly processes: readonly string[];
  readonly site: SourceSite | null;
  readonly related: readonly RelatedSite[];
  readonly sinceUs: number;
  /** When it was no longer so; null while it is, and for what stays a fact. */
  readonly untilUs: number | null;
  /** The weakest evidence that it rests on. */
  readonly evidence: Evidence;
}

/** What a rule says of one problem. */
export interface Found {
  readonly message: string;
  readonly processes: readonly string[];
  /** What tells it from others of its rule, where that is not the processes: a group may grow. */
  readonly subject?: readonly string[];
  readonly site: SourceSite | null;
  readonly related?: readonly RelatedSite[];
  readonly sinceUs: number;
  readonly untilUs: number | null;
  readonly evidence: Evidence;
  /** Where it differs from the rule's own. */
  readonly severity?: Severity;
}

export interface Rule {
  /** In kebab-case. */
  readonly id: string;
  readonly severity: Severity;
  title(t: Translate): string;
  /** What to do about it, one sentence. */
  advice(t: Translate): string;
  find(scene: Scene): Iterable<Found>;
}
