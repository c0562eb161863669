/**
 * The session's clock: integer µs on the system-wide monotonic clock since the session's start.
 * `process.hrtime` is `CLOCK_MONOTONIC` on Linux, which Python's `time.monotonic_ns` reads too.
 */
export class SessionClock {
  /** The session's start on the monotonic clock, in µs. */
  readonly epochUs: number;

  constructor(epochUs: number = monotonicUs()) {
    this.epochUs = epochUs;
  }

  nowUs(): number {
    return monotonicUs() - this.epochUs;
  }

  /** Session µs of an instant that was read from the monotonic clock, in µs. */
  fromMonotonicUs(us: number): number {
    return us - this.epochUs;
  }
}

/** The monotonic clock in whole µs. */
export function monotonicUs(): number {
  return Number(process.hrtime.bigint() / 1_000n);
}
