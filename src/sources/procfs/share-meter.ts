import { addSchedstats, NO_TURNS, type Schedstat, turnTimes } from './schedstat.ts';

/** Readings of a process's threads, by thread ID. */
export type ThreadReadings = ReadonlyMap<number, Schedstat>;

export interface MeasuredShare {
  readonly sinceUs: number;
  readonly runningUs: number;
  readonly readyUs: number;
}

/** Spans are as long as this, in µs, or shorter at a life's end. */
const SPAN_US = 1_000_000;
/** Below this part of a span, what was run is not worth a word. */
const LEAST_PART = 0.005;

/** Adds up what a process ran and waited for a CPU between looks, in spans of a second. */
export class ShareMeter {
  #last: ThreadReadings;
  /** What a thread that was not read before had counted when the last reading was made. */
  #newThread: Schedstat | undefined;
  #sinceUs: number;
  #runningUs = 0;
  #readyUs = 0;

  private constructor(sinceUs: number, last: ThreadReadings, newThread: Schedstat | undefined) {
    this.#sinceUs = sinceUs;
    this.#last = last;
    this.#newThread = newThread;
  }

  /** Counts from the process's birth on: its counters began at 0 then. */
  static fromBirth(birthUs: number): ShareMeter {
    return new ShareMeter(birthUs, new Map(), NO_TURNS);
  }

  /** Counts from the first reading on: for a process that is older than the session. */
  static fromNow(nowUs: number): ShareMeter {
    return new ShareMeter(nowUs, new Map(), undefined);
  }

  /** Takes in a look; answers with what has come since the one before, in µs. */
  add(readings: ThreadReadings): { readonly runningUs: number; readonly readyUs: number } {
    const before: Schedstat[] = [];
    const after: Schedstat[] = [];
    for (const [thread, reading] of readings) {
      const last = this.#last.get(thread) ?? this.#newThread;
      if (last === undefined) continue;
      before.push(last);
      after.push(reading);
    }
    const times = turnTimes(addSchedstats(before), addSchedstats(after));
    this.#runningUs += times.runningUs;
    this.#readyUs += times.readyUs;
    this.#last = readings;
    this.#newThread = NO_TURNS;
    return times;
  }

  /** The span up to now, once it is long enough or `atEnd`; undefined if it was quiet or goes on. */
  take(nowUs: number, atEnd = false): MeasuredShare | undefined {
    const lastedUs = nowUs - this.#sinceUs;
    if (lastedUs <= 0 || (!atEnd && lastedUs < SPAN_US)) return undefined;
    const share: MeasuredShare = {
      sinceUs: this.#sinceUs,
      runningUs: Math.min(this.#runningUs, lastedUs),
      readyUs: Math.min(this.#readyUs, Math.max(0, lastedUs - this.#runningUs)),
    };
    this.#sinceUs = nowUs;
    this.#runningUs = 0;
    this.#readyUs = 0;
    return share.runningUs + share.readyUs < lastedUs * LEAST_PART ? undefined : share;
  }
}
