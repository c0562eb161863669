/** One process as it was at an instant. */
import { imageAt } from './exec-history.ts';
import type { StateInterval } from './intervals.ts';
import { kindFromArgv, nameFromArgv } from './naming.ts';
import { partitionPoint } from './partition-point.ts';
import { currentState, UNREAD_NAME } from './process-view.ts';
import type { UsageView } from './usage.ts';
import type { ProcessView, SessionPicture, ThreadView } from './views.ts';

/** `whole` at `tUs`, at or after its start. What was no different then is the same object. */
export function processAt(
  whole: ProcessView,
  tUs: number,
  session: Pick<SessionPicture, 'process' | 'session'>,
): ProcessView {
  const parent = isThere(whole.parent, tUs, session) ? whole.parent : null;
  if (isOverAt(whole, tUs)) return parent === whole.parent ? whole : { ...whole, parent };
  const endUs = whole.endUs !== null && whole.endUs <= tUs ? whole.endUs : null;
  const codeIsOver = whole.codeEndedUs !== null && whole.codeEndedUs <= tUs;
  const intervals = intervalsAt(whole.intervals, tUs);
  const usages = whole.usages.slice(
    0,
    partitionPoint(whole.usages, (each) => each.tUs <= tUs),
  );
  const now = currentState(intervals, endUs);
  const orphanedUs = whole.orphanedUs !== null && whole.orphanedUs <= tUs ? whole.orphanedUs : null;
  const program = programAt(whole, tUs, session);
  const { ended, durationUs } = session.session();
  return {
    ...whole,
    ...program,
    parent,
    adopter: orphanedUs === whole.orphanedUs ? whole.adopter : null,
    codeEndedUs: codeIsOver ? whole.codeEndedUs : null,
    exception: codeIsOver ? whole.exception : null,
    endUs,
    zombieUs: 0,
    exit: endUs === null ? null : whole.exit,
    endCause: endUs === null ? null : whole.endCause,
    state: now.state,
    reason: now.reason,
    threads: threadsAt(whole.threads, tUs),
    intervals,
    shares: whole.shares.filter(({ untilUs }) => untilUs <= tUs),
    usage: usageAt(whole, tUs),
    usages,
    orphanedUs,
    orphan: endUs === null && orphanedUs !== null,
    leftOver: whole.leftOver && ended && durationUs <= tUs,
    evidence: {
      ...program.evidence,
      end: endUs === null ? null : whole.evidence.end,
      state: now.evidence,
    },
  };
}

function isThere(
  id: string | null,
  tUs: number,
  session: Pick<SessionPicture, 'process'>,
): boolean {
  const process = id === null ? undefined : session.process(id);
  return process !== undefined && process.startUs <= tUs;
}

/** Whether nothing happened to it after `tUs`. */
function isOverAt({ endUs, intervals, usages }: ProcessView, tUs: number): boolean {
  if (endUs === null || endUs > tUs) return false;
  return (intervals.at(-1)?.endUs ?? endUs) <= tUs && (usages.at(-1)?.tUs ?? endUs) <= tUs;
}

/** The last measurement that is kept of the time until `tUs`. */
function usageAt({ usage, usages }: ProcessView, tUs: number): UsageView | null {
  const count = partitionPoint(usages, (each) => each.tUs <= tUs);
  const sample = usages[count - 1];
  if (count === usages.length || sample === undefined) return sample === undefined ? null : usage;
  const { cpuPercent, rssBytes, threads, cpu } = sample;
  return { cpuPercent, rssBytes, threads, cpu };
}

function threadsAt(threads: readonly ThreadView[], tUs: number): readonly ThreadView[] {
  return threads
    .filter(({ startUs }) => startUs <= tUs)
    .map((thread) =>
      thread.endUs !== null && thread.endUs > tUs
        ? { ...thread, endUs: null, exitCode: null }
        : thread,
    );
}

/** The program that it was, and what it was called for it. */
function programAt(
  whole: ProcessView,
  tUs: number,
  session: Pick<SessionPicture, 'process'>,
): Pick<ProcessView, 'argv' | 'execs' | 'name' | 'kind' | 'evidence'> {
  const { execs, evidence } = whole;
  if ((execs.at(-1)?.tUs ?? tUs) <= tUs) return whole;
  const then = execs.filter((exec) => exec.tUs <= tUs);
  const argv = then.at(-1)?.argv ?? inheritedArgv(whole, session);
  const wasNamed = evidence.name === 'reported' || argv.length === 0;
  const kindIsRead = whole.kind === kindFromArgv(whole.argv);
  return {
    argv,
    execs: then,
    name: wasNamed ? whole.name : nameFromArgv(argv) || UNREAD_NAME,
    kind: kindIsRead ? kindFromArgv(argv) : whole.kind,
    evidence: {
      ...evidence,
      name: wasNamed ? evidence.name : (then.at(-1)?.evidence ?? 'inferred'),
    },
  };
}

/** What it went on with as it was forked. */
function inheritedArgv(
  forked: ProcessView,
  session: Pick<SessionPicture, 'process'>,
): readonly string[] {
  let { startUs, parent } = forked;
  while (parent !== null) {
    const ancestor = session.process(parent);
    if (ancestor === undefined) break;
    const argv = imageAt(ancestor.execs, startUs);
    if (argv !== undefined) return argv;
    ({ startUs, parent } = ancestor);
  }
  return [];
}

/** The intervals that had begun by `tUs`, the last one open. */
export function intervalsAt(intervals: readonly StateInterval[], tUs: number): StateInterval[] {
  const begun = intervals.slice(
    0,
    partitionPoint(intervals, ({ startUs }) => startUs <= tUs),
  );
  const last = begun.at(-1);
  if (last !== undefined && last.endUs !== null && last.endUs > tUs) {
    begun[begun.length - 1] = { ...last, endUs: null };
  }
  return begun;
}
