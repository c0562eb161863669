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
