/** How much of a session is kept. */
import type { SessionEvent, SourceName } from '../model/process-event.ts';

export interface RecordLimits {
  /** Bytes of the trace from which on it takes no details any more; infinite for no limit. */
  readonly traceBytes: number;
  /** Lines of output that a process may write at once and all are kept; then only some a second are. */
  readonly outputLines: number;
}

export const DEFAULT_RECORD_LIMITS: RecordLimits = { traceBytes: 2 ** 30, outputLines: 20_000 };

/** What a trace at its limit can do without: its tree and its waits go on. */
const DETAILS: ReadonlySet<SessionEvent['type']> = new Set([
  'output',
  'usage',
  'state',
  'shares',
  'block-began',
  'block-ended',
  'stack',
]);
/** What it takes also when these have gone a tenth beyond the limit. */
const LAST_WORDS: ReadonlySet<SessionEvent['type']> = new Set(['lost', 'notice', 'session-ended']);
const ESSENTIALS_FACTOR = 1.1;
/** Gaps are told of at most this often, in session µs. */
const GAP_US = 10_000_000;

/** What a trace that has become long no longer takes, and what is to be said of that. */
export class TraceLimit {
  readonly #bytes: number;
  readonly #leftOut = new Map<SourceName, number>();
  #toldAtUs: number | undefined;

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** Whether a trace of so many bytes takes such an event. */
  admits(type: SessionEvent['type'], traceBytes: number): boolean {
    if (traceBytes < this.#bytes || LAST_WORDS.has(type)) return true;
    return !DETAILS.has(type) && traceBytes < this.#bytes * ESSENTIALS_FACTOR;
  }

  /** Counts an event that is left out; gives what is to be said now. */
  leaveOut({ source, tUs }: SessionEvent): SessionEvent[] {
    this.#leftOut.set(source, (this.#leftOut.get(source) ?? 0) + 1);
    if (this.#toldAtUs === undefined) {
      const megabytes = Math.round(this.#bytes / 2 ** 20);
      const message = `The trace has reached its limit of ${megabytes} MB: from here on it has gaps, and at the end only its tree and waits.`;
      return [
        { type: 'notice', tUs, source: 'recorder', evidence: 'reported', message },
        ...this.tellGaps(tUs),
      ];
    }
    return tUs - this.#toldAtUs < GAP_US ? [] : this.tellGaps(tUs);
  }

  /** What was left out and not told of yet. */
  tellGaps(tUs: number): SessionEvent[] {
    const gaps = [...this.#leftOut].map(
      ([about, count]): SessionEvent => ({
        type: 'lost',
        tUs,
        source: 'recorder',
        evidence: 'reported',
        about,
        count,
      }),
    );
    this.#leftOut.clear();
    this.#toldAtUs = tUs;
    return gaps;
  }
}
