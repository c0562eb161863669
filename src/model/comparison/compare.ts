/** What is different between two sessions of one program. */
import type { ExitStatus } from '../process-event.ts';
import type { SessionPicture } from '../views.ts';
import { type AlignedPair, alignSessions } from './align.ts';

export const DIFFERENCE_KINDS = [
  'new',
  'lost',
  'exit-changed',
  'slower',
  'faster',
  'waits-longer',
  'waits-shorter',
] as const;

export type DifferenceKind = (typeof DIFFERENCE_KINDS)[number];

/** How much longer, or shorter, something must take to count. */
export interface Tolerance {
  /** Part of the shorter time by which the longer one exceeds it: 0.5 is half as long again. */
  readonly relative: number;
  /** And by at least so much, in µs. */
  readonly absoluteUs: number;
}

export const DEFAULT_TOLERANCE: Tolerance = { relative: 0.5, absoluteUs: 100_000 };

/** A value in session A and in session B. */
export interface Change<T> {
  readonly a: T;
  readonly b: T;
}

/** One process of either session, or of both. */
export interface ComparedProcess extends AlignedPair {
  readonly differences: readonly DifferenceKind[];
  /** How long it lived, in µs, until the end of the session at most; null where it has no counterpart. */
  readonly livedUs: Change<number> | null;
  /** How long it waited for processes in all, in µs. */
  readonly waitedUs: Change<number> | null;
  /** Null while it lives, and where nobody saw its end. */
  readonly exit: Change<ExitStatus | null> | null;
}

export interface Comparison {
  readonly processes: readonly ComparedProcess[];
  /** Of the sessions, in µs. */
  readonly durationUs: Change<number>;
  readonly exit: Change<ExitStatus | null>;
}

/** @param only kinds of differences that count; the others are not told. */
export function compareSessions(
  a: SessionPicture,
  b: SessionPicture,
  tolerance: Tolerance = DEFAULT_TOLERANCE,
  only: readonly DifferenceKind[] = DIFFERENCE_KINDS,
): Comparison {
  const [sessionA, sessionB] = [a.session(), b.session()];
  const lookA = new Look(a, sessionA.durationUs);
  const lookB = new Look(b, sessionB.durationUs);
  const processes = alignSessions(a, b).map((pair) => {
    const compared = comparePair(pair, lookA.at(pair.a), lookB.at(pair.b), tolerance);
    return { ...compared, differences: compared.differences.filter((kind) => only.includes(kind)) };
  });
  return {
    processes,
    durationUs: { a: sessionA.durationUs, b: sessionB.durationUs },
    exit: { a: sessionA.exit, b: sessionB.exit },
  };
}

/** What is compared of a process. */
interface Course {
  readonly livedUs: number;
  readonly waitedUs: number;
  readonly exit: ExitStatus | null;
  /** Nobody saw how it ended. */
  readonly exitUnknown: boolean;
}

class Look {
  readonly #picture: SessionPicture;
  readonly #horizonUs: number;

  constructor(picture: SessionPicture, horizonUs: number) {
    this.#picture = picture;
    this.#horizonUs = horizonUs;
  }

  at(id: string | null): Course | undefined {
    const process = id === null ? undefined : this.#picture.process(id);
    if (process === undefined) return undefined;
    const { startUs, endUs, exit } = process;
    return {
      livedUs: Math.max(0, (endUs ?? this.#horizonUs) - startUs),
      waitedUs: this.#waitedUs(process.id),
      exit,
      exitUnknown: exit === null && endUs !== null,
    };
  }

  /** Waits may overlap, where several threads wait: each instant counts once. */
  #waitedUs(id: string): number {
    let [sumUs, untilUs] = [0, 0];
    for (const { startUs, endUs } of this.#picture.waitsOf(id)) {
      const end = endUs ?? this.#horizonUs;
      sumUs += Math.max(0, end - Math.max(startUs, untilUs));
      untilUs = Math.max(untilUs, end);
    }
    return sumUs;
  }
}

function comparePair(
  pair: AlignedPair,
  a: Course | undefined,
  b: Course | undefined,
  tolerance: Tolerance,
): ComparedProcess {
  if (a === undefined || b === undefined) {
    const differences = [a === undefined ? ('new' as const) : ('lost' as const)];
    return { ...pair, differences, livedUs: null, waitedUs: null, exit: null };
  }
  const checks: [DifferenceKind, boolean][] = [
    ['exit-changed', !a.exitUnknown && !b.exitUnknown && exitKey(a.exit) !== exitKey(b.exit)],
    ['slower', isLonger(a.livedUs, b.livedUs, tolerance)],
    ['faster', isLonger(b.livedUs, a.livedUs, tolerance)],
    ['waits-longer', isLonger(a.waitedUs, b.waitedUs, tolerance)],
    ['waits-shorter', isLonger(b.waitedUs, a.waitedUs, tolerance)],
  ];
  return {
    ...pair,
    differences: checks.flatMap(([kind, holds]) => (holds ? [kind] : [])),
    livedUs: { a: a.livedUs, b: b.livedUs },
    waitedUs: { a: a.waitedUs, b: b.waitedUs },
    exit: { a: a.exit, b: b.exit },
  };
}

function isLonger(beforeUs: number, afterUs: number, tolerance: Tolerance): boolean {
  const moreUs = afterUs - beforeUs;
  return moreUs >= tolerance.absoluteUs && moreUs > 0 && moreUs >= tolerance.relative * beforeUs;
}

function exitKey(exit: ExitStatus | null): string {
  if (exit === null) return '';
  return 'signal' in exit ? exit.signal : String(exit.code);
}
