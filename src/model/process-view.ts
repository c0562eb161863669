import type { CpuShare } from './cpu-shares.ts';
import { undebugged } from './debugger-processes.ts';
import type { ExecFact, Facts } from './facts.ts';
import type { Lifetime, StateInterval } from './intervals.ts';
import { isPythonsTracker, kindFromArgv, nameFromArgv } from './naming.ts';
import type { Evidence, ProcessRole, SignalCause } from './process-event.ts';
import type { UsageSample } from './usage-history.ts';
import type { EndCause, ProcessView, ThreadView } from './views.ts';

/** What a process's picture needs to know of the others. */
export interface Surroundings {
  readonly id: string;
  readonly pid: number;
  readonly host: number;
  readonly parent: string | null;
  /** End of the OS parent at birth, null while it lives or is outside the session. */
  readonly birthParentEndUs: number | null;
  readonly leftOver: boolean;
  /** Session's end, once the recorder has closed it, for a process that was not seen reaped. */
  readonly unreapedUntilUs: number | null;
  /** Command line that a fork without exec shares with its parent. */
  readonly inheritedArgv: readonly string[];
  /** Started by a version manager's shim before that became the interpreter. */
  readonly startedByShim: boolean;
  /** One of a debugger's own processes. */
  readonly ofDebugger: boolean;
  /** Start of the window of birth, for a life of which nobody stated one. */
  readonly fallbackStartUs: number;
}

/** Name of a process whose command line nobody could read in time. */
export const UNREAD_NAME = '?';

/** What is derived of a process's own facts beforehand. */
export interface Course {
  readonly life: Lifetime;
  readonly intervals: readonly StateInterval[];
  readonly execs: readonly ExecFact[];
  readonly shares: readonly CpuShare[];
  readonly usages: readonly UsageSample[];
  readonly threads: readonly ThreadView[];
}

export function lifetimeOf(facts: Facts, around: Surroundings): Lifetime {
  const startUs = facts.birth?.value[0] ?? around.fallbackStartUs;
  const endUs = facts.end === undefined ? null : Math.max(facts.end.tUs, startUs);
  return { startUs, endUs, reapedUs: facts.reaped?.tUs ?? around.unreapedUntilUs };
}

/** Derives the picture of one process from its facts. */
export function processView(facts: Facts, around: Surroundings, course: Course): ProcessView {
  const { startUs, endUs } = course.life;
  const { intervals, execs } = course;
  const argv = execs.at(-1)?.argv ?? around.inheritedArgv;
  const name = nameOf(facts, undebugged(argv), execs.at(-1)?.evidence ?? 'inferred');
  const now = currentState(intervals, endUs);
  const { birthParentEndUs } = around;
  const wasOrphan = birthParentEndUs !== null && (endUs === null || birthParentEndUs < endUs);
  const orphanedUs = wasOrphan ? birthParentEndUs : null;
  return {
    id: around.id,
    pid: around.pid,
    host: around.host,
    ppid: facts.ppid?.value ?? 0,
    parent: around.parent,
    adopter: facts.adopter?.value ?? null,
    name: name.value,
    kind: facts.kind?.value ?? kindFromArgv(argv),
    role: roleOf(facts, around, argv),
    target: facts.target?.value ?? null,
    className: facts.className?.value ?? null,
    daemon: facts.daemon?.value ?? false,
    detached: facts.detached?.value ?? false,
    argv,
    execs,
    startUs,
    codeEndedUs: facts.codeEnded?.tUs ?? null,
    endUs,
    zombieUs: zombieTime(intervals),
    exit: facts.exit?.value ?? null,
    endCause: endUs === null ? null : endCauseOf(facts, endUs),
    exception: facts.codeEnded?.value ?? null,
    startSite: facts.startSite?.value ?? null,
    api: facts.api?.value ?? null,
    method: facts.method?.value ?? null,
    args: facts.args?.value ?? null,
    state: now.state,
    reason: now.reason,
    threads: course.threads,
    intervals,
    shares: course.shares,
    usage: facts.usage?.value ?? null,
    usages: course.usages,
    orphanedUs,
    orphan: endUs === null && orphanedUs !== null,
    leftOver: around.leftOver,
    evidence: {
      start: facts.birth?.evidence ?? 'inferred',
      end: facts.end?.evidence ?? null,
      name: name.evidence,
      state: now.evidence,
    },
  };
}

/** The runtime's own name, else what the command line says; the kernel's 15 bytes where there is none. */
function nameOf(
  facts: Facts,
  argv: readonly string[],
  argvEvidence: Evidence,
): { value: string; evidence: Evidence } {
  const { name } = facts;
  if (name !== undefined && (name.evidence === 'reported' || argv.length === 0)) return name;
  return { value: nameFromArgv(argv) || UNREAD_NAME, evidence: argvEvidence };
}

function roleOf(facts: Facts, around: Surroundings, argv: readonly string[]): ProcessRole {
  if (around.ofDebugger && facts.role?.value !== 'main') return 'helper';
  if (facts.role !== undefined) return facts.role.value;
  if (around.startedByShim) return 'helper';
  if (around.parent === null) return 'main';
  return isPythonsTracker(argv) ? 'helper' : 'child';
}

/**
 * Until when a process was a version manager's shim: launched under a runtime's name, it was a shell
 * script first, which then became the runtime. Null for a process that was none.
 */
export function shimEndUs(execs: readonly ExecFact[]): number | null {
  const kinds = execs.map(({ tUs, argv }) => ({ tUs, kind: kindFromArgv(argv) }));
  const asked = kinds[0]?.kind;
  if (asked === undefined || asked === 'other') return null;
  const lastShell = kinds.findLastIndex(({ kind }) => kind === 'other');
  const runtime = kinds[lastShell + 1];
  return lastShell > 0 && runtime?.kind === asked ? runtime.tUs : null;
}

/** One that was open when its process ended, ended with it. */
export function threadsOf(facts: Facts, processEndUs: number | null): ThreadView[] {
  const threads: ThreadView[] = [];
  for (const { thread, began, ended } of facts.threads.values()) {
    if (began === undefined) continue;
    const { tUs: startUs, name, file } = began;
    const endUs = ended?.tUs ?? processEndUs;
    threads.push({ thread, name, file, startUs, endUs, exitCode: ended?.code ?? null });
  }
  return threads.sort((a, b) => a.startUs - b.startUs || a.thread - b.thread);
}

/** What a process is in after `intervals`, and how that is known. */
interface CurrentState {
  state: ProcessView['state'];
  reason: ProcessView['reason'];
  evidence: Evidence;
}

export function currentState(
  intervals: readonly StateInterval[],
  endUs: number | null,
): CurrentState {
  const last = intervals.at(-1);
  if (endUs !== null && !(last?.state === 'zombie' && last.endUs === null)) {
    return { state: 'ended', reason: null, evidence: last?.evidence ?? 'inferred' };
  }
  if (last === undefined) return { state: 'unknown', reason: null, evidence: 'inferred' };
  return { state: last.state, reason: last.reason, evidence: last.evidence };
}

function zombieTime(intervals: readonly StateInterval[]): number {
  const last = intervals.at(-1);
  return last?.state === 'zombie' && last.endUs !== null ? last.endUs - last.startUs : 0;
}

const CAUSE_OF_SIGNAL: Readonly<Record<Exclude<SignalCause, 'user'>, EndCause>> = {
  'daemon-at-exit': 'daemon-terminated',
  terminate: 'terminated',
  kill: 'killed',
  stop: 'stopped',
};

/** A signal sent and seen outranks the exit status: a daemon may catch SIGTERM and exit with 0. */
function endCauseOf(facts: Facts, endUs: number): EndCause {
  const exit = facts.exit?.value;
  const sent = facts.signals
    .filter((signal) => signal.tUs <= endUs)
    .sort((a, b) => a.tUs - b.tUs || (a.signal < b.signal ? -1 : 1))
    .filter((signal) => exit === undefined || 'code' in exit || exit.signal === signal.signal);
  const cause = sent.map((signal) => signal.cause).findLast((each) => each !== 'user');
  if (cause !== undefined) return CAUSE_OF_SIGNAL[cause];
  if (exit === undefined) return 'unknown';
  if ('signal' in exit) return 'signal';
  return facts.codeEnded?.value ? 'exception' : 'exited';
}
