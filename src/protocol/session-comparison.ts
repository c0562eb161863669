/**
 * The machine-readable comparison of two sessions, as `forkscope diff --json` prints it: a public
 * contract, documented in docs/session-comparison.md. Fields are added within a version, never changed
 * or removed.
 */
import type { Comparison, Tolerance } from '../model/comparison/compare.ts';
import type { ExitStatus, SourceSite } from '../model/process-event.ts';
import type { SessionModel } from '../model/session-model.ts';
import type { ProcessView } from '../model/views.ts';

export const SESSION_COMPARISON_VERSION = 1;

/** A session in short. */
interface ReportedSession {
  readonly id: string;
  readonly command: readonly string[];
  readonly startedAt: string;
  readonly durationUs: number;
  readonly exit: ExitStatus | null;
}

/** A process of one of them; times in µs. */
interface ReportedSide {
  readonly id: string;
  readonly pid: number;
  readonly name: string;
  readonly startSite: SourceSite | null;
  readonly exit: ExitStatus | null;
}

export interface SessionComparison {
  readonly version: typeof SESSION_COMPARISON_VERSION;
  readonly a: ReportedSession;
  readonly b: ReportedSession;
  readonly tolerance: { readonly percent: number; readonly us: number };
  readonly processes: readonly {
    readonly a: ReportedSide | null;
    readonly b: ReportedSide | null;
    /** Index in this list. */
    readonly parent: number | null;
    readonly differences: readonly string[];
    readonly livedUs: { readonly a: number; readonly b: number } | null;
    readonly waitedUs: { readonly a: number; readonly b: number } | null;
  }[];
}

export function comparisonReport(
  a: SessionModel,
  b: SessionModel,
  { processes }: Comparison,
  { relative, absoluteUs }: Tolerance,
): SessionComparison {
  const side = (model: SessionModel, id: string | null) => {
    const process = id === null ? undefined : model.process(id);
    return process === undefined ? null : reportedSide(process);
  };
  return {
    version: SESSION_COMPARISON_VERSION,
    a: reportedSession(a),
    b: reportedSession(b),
    tolerance: { percent: relative * 100, us: absoluteUs },
    processes: processes.map((each) => ({
      a: side(a, each.a),
      b: side(b, each.b),
      parent: each.parent,
      differences: each.differences,
      livedUs: each.livedUs,
      waitedUs: each.waitedUs,
    })),
  };
}

function reportedSession(model: SessionModel): ReportedSession {
  const { id, command, startedAt, durationUs, exit } = model.session();
  return { id, command, startedAt, durationUs, exit };
}

function reportedSide({ id, pid, name, startSite, exit }: ProcessView): ReportedSide {
  return { id, pid, name, startSite, exit };
}
