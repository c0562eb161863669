import { compareSessions, type DifferenceKind } from '../model/comparison/compare.ts';
import { comparisonReport } from '../protocol/session-comparison.ts';
import { comparisonText } from './comparison-text.ts';
import { readSession } from './read-session.ts';

export interface DiffOptions {
  /** In percent. */
  readonly slowerBy: number;
  /** In µs. */
  readonly atLeast: number;
  /** Kinds of differences that count; all of them when left out. */
  readonly only?: readonly DifferenceKind[];
  readonly json?: boolean;
}

/** The exit code that says that something differs. */
const DIFFERENT = 1;

/** `forkscope diff`: what is different between two sessions, as text or JSON and as an exit code. */
export async function diffCommand(
  fileA: string,
  fileB: string,
  options: DiffOptions,
): Promise<void> {
  const read = (file: string) => readSession(file, `forkscope: ${file}`);
  const [a, b] = [await read(fileA), await read(fileB)];
  const tolerance = { relative: options.slowerBy / 100, absoluteUs: options.atLeast };
  const comparison = compareSessions(a, b, tolerance, options.only);
  process.stdout.write(
    options.json === true
      ? `${JSON.stringify(comparisonReport(a, b, comparison, tolerance), undefined, 2)}\n`
      : comparisonText(a, b, comparison),
  );
  const isDifferent = comparison.processes.some(({ differences }) => differences.length > 0);
  if (isDifferent) process.exitCode = DIFFERENT;
}
