/** Which programs a process has been, one after the other. */
import type { ExecFact, Facts } from './facts.ts';

/**
 * A look at /proc that begins before an exec may end after it, and bring the old command line with a
 * later time. Nobody looks for longer than this, in µs.
 */
const LATE_LOOK_US = 100_000;

/**
 * The program images in order of time; what several sources say of one exec is one entry. Where the
 * kernel tells of an exec, a sample from right after it adds nothing.
 */
export function execHistory({ execs }: Pick<Facts, 'execs'>): ExecFact[] {
  const ordered = [...execs].sort(
    (a, b) => a.tUs - b.tUs || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
  );
  const history: ExecFact[] = [];
  let toldUs = Number.NEGATIVE_INFINITY;
  for (const exec of ordered) {
    if (exec.evidence === 'kernel') toldUs = exec.tUs;
    if (exec.evidence === 'sampled' && exec.tUs - toldUs < LATE_LOOK_US) continue;
    const last = history.at(-1);
    if (last !== undefined && sameArgv(last.argv, exec.argv)) continue;
    // The kernel told of an exec whose command line nobody could read in time, and here it is.
    if (last?.argv.length === 0 && exec.evidence === 'sampled') history.pop();
    history.push(exec);
  }
  return history;
}

/**
 * The command line at `tUs` of a process with this history, undefined when it had none of its own yet. Only the kernel
 * says when an exec was; whoever else knows of one may have come to know it late.
 */
export function imageAt(history: readonly ExecFact[], tUs: number): readonly string[] | undefined {
  const first = history[0];
  const image = history.findLast((exec) => exec.tUs <= tUs);
  return (image ?? (first?.evidence === 'kernel' ? undefined : first))?.argv;
}

function sameArgv(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((arg, i) => arg === b[i]);
}
