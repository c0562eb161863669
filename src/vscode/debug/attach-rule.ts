/** When a debugger joins a process by itself. Pure. */
import type { SessionModel } from '../../model/session-model.ts';
import type { ProcessView } from '../../model/views.ts';

/**
 * The process that a session waits for in vain: another has waited for it for so long, and it is
 * blocked itself, on something other than a process. What waits with a time limit, sleeps or reads a
 * terminal is left alone: it is meant to.
 * @param afterUs how long the wait has to last, in µs.
 */
export function blockedCulprit(
  model: SessionModel,
  nowUs: number,
  afterUs: number,
): ProcessView | undefined {
  const open = model.waits().filter(({ endUs }) => endUs === null);
  for (const { target, startUs, timeoutUs } of open) {
    if (target === null || timeoutUs !== null || nowUs - startUs < afterUs) continue;
    const process = model.process(target);
    if (process === undefined || process.role === 'helper' || process.endUs !== null) continue;
    if (process.state !== 'blocked' || INTENDED.has(process.reason ?? 'other')) continue;
    if (open.some(({ waiter }) => waiter === target)) continue;
    const since = process.intervals.at(-1)?.startUs ?? nowUs;
    if (nowUs - since >= afterUs) return process;
  }
  return undefined;
}

/** Reasons to be blocked that a program means. */
const INTENDED: ReadonlySet<string> = new Set(['sleep', 'sleep-or-timed-wait', 'input', 'accept']);

/**
 * Nobody can join a process that has crashed, but the one that its parent has started in its place: at
 * the same line, or, where no line is known, of the same name.
 */
export function replacementOfCrashed(model: SessionModel): ProcessView | undefined {
  for (const crashed of model.processes()) {
    if (!isCrashed(crashed) || crashed.parent === null) continue;
    const replacement = model
      .childrenOf(crashed.parent)
      .map((id) => model.process(id))
      .find((each) => each !== undefined && replaces(each, crashed));
    if (replacement !== undefined) return replacement;
  }
  return undefined;
}

/** It ended by itself, and not well. */
function isCrashed({ role, exit }: ProcessView): boolean {
  if (role === 'helper' || exit === null) return false;
  if ('signal' in exit) return CRASH_SIGNALS.has(exit.signal);
  return exit.code !== 0;
}

/** What the system, or the program itself, sends for its own mistakes. */
const CRASH_SIGNALS: ReadonlySet<string> = new Set([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGSEGV',
  'SIGSYS',
  'SIGTRAP',
]);

function replaces(process: ProcessView, crashed: ProcessView): boolean {
  if (process.endUs !== null || process.startUs < (crashed.endUs ?? Infinity)) return false;
  const [one, other] = [process.startSite, crashed.startSite];
  return one === null || other === null
    ? process.name === crashed.name
    : one.file === other.file && one.line === other.line;
}
