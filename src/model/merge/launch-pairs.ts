/**
 * Which process of one recording launched which other recording (an `ssh`, an `mpirun`), so that the
 * clocks of two hosts can be compared: nothing runs before what launched it.
 */
import { groupBy } from '../group-by.ts';
import type { ProcessView } from '../views.ts';
import { type Recording, rootOf, startedWallUs } from './recording.ts';

/** By how much one wall clock may be ahead of another: at least and at most, in µs. */
export interface SkewBounds {
  readonly loUs: number;
  readonly hiUs: number;
  /** How many pairs of cause and effect say so. */
  readonly pairs: number;
}

/** Wall clocks are known to the ms, at either end. */
const ROUNDING_US = 1_000;

/**
 * How far the wall clock of `launched` (recordings of one host, launched from `launcher`) is ahead of the
 * launcher's. The launched root began after the process that launched it, and that one waited for its end.
 * Undefined where the recordings say nothing.
 */
export function skewBounds(
  launcher: Recording,
  launched: readonly Recording[],
): SkewBounds | undefined {
  const main = rootOf(launcher);
  if (main === undefined) return undefined;
  const bounds = [...byCommand(launched).values()].flatMap((same) => {
    const [{ command, host } = { command: [], host: '' }] = same.map(({ header }) => header);
    const causes = launchers(launcher, command, host);
    return same.map((each, i) => {
      const cause = causes.length === same.length ? causes[i] : undefined;
      return boundsOf(launcher, cause ?? main, each, cause !== undefined);
    });
  });
  const all = bounds.filter((each) => each !== undefined);
  if (all.length === 0) return undefined;
  const loUs = all.reduce((most, each) => Math.max(most, each.loUs), Number.NEGATIVE_INFINITY);
  const hiUs = all.reduce((least, each) => Math.min(least, each.hiUs), Number.POSITIVE_INFINITY);
  const pairs = all.reduce((sum, each) => sum + each.pairs, 0);
  if (loUs <= hiUs) return { loUs, hiUs, pairs };
  // Something did not wait for what it launched; that it began before is certain all the same.
  return { loUs: Number.NEGATIVE_INFINITY, hiUs, pairs: all.length };
}

function boundsOf(
  launcher: Recording,
  cause: ProcessView,
  launched: Recording,
  waited: boolean,
): SkewBounds | undefined {
  const root = rootOf(launched);
  if (root === undefined) return undefined;
  const [from, to] = [startedWallUs(launcher), startedWallUs(launched)];
  const hiUs = to + root.startUs - (from + cause.startUs) + ROUNDING_US;
  const [end, causeEnd] = [root.endUs, cause.endUs];
  if (!waited || end === null || causeEnd === null) {
    return { loUs: Number.NEGATIVE_INFINITY, hiUs, pairs: 1 };
  }
  return { loUs: to + end - (from + causeEnd) - ROUNDING_US, hiUs, pairs: 2 };
}

/** Those that ran the same command, each in the order in which they began. */
function byCommand(recordings: readonly Recording[]): Map<string, Recording[]> {
  const began = (each: Recording) => startedWallUs(each) + (rootOf(each)?.startUs ?? 0);
  const sorted = [...recordings].sort((a, b) => began(a) - began(b));
  return groupBy(sorted, ({ header }) => plain(header.command));
}

/**
 * The processes of which the command line has `command` in it, but none below them: by start. Where some
 * name the host, only those.
 */
function launchers({ model }: Recording, command: readonly string[], host: string): ProcessView[] {
  const searched = plain(command);
  if (searched === '') return [];
  const all = model.processes().filter(({ argv }) => plain(argv).includes(searched));
  const naming = all.filter(({ argv }) =>
    plain(argv)
      .split(/[ @:,]/)
      .includes(host),
  );
  const found = new Set(naming.length > 0 ? naming : all);
  const above = new Set<string>();
  for (const process of found) {
    for (let at = process.parent; at !== null && !above.has(at); ) {
      above.add(at);
      at = model.process(at)?.parent ?? null;
    }
  }
  return [...found].filter(({ id }) => !above.has(id)).sort((a, b) => a.startUs - b.startUs);
}

/** A command line goes through shells on its way: quotes and spaces are not what they were. */
function plain(argv: readonly string[]): string {
  return argv
    .join(' ')
    .replace(/["'\\]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}
