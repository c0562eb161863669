import type { Birth } from '../../model/process-event.ts';
import { monotonicUs, type SessionClock } from '../session-clock.ts';
import { type KernelUnits, kernelUnits } from './auxv.ts';
import { readUptimeUs } from './proc-files.ts';

/** Clock reading and rounding of a session's own stamps. */
const SLACK_US = 1_000;
const UPTIME_RESOLUTION_US = 10_000;

/**
 * Turns start times of /proc, clock ticks since boot, into session µs. The boot clock goes on while
 * the machine sleeps and the monotonic one does not; where they differ, the offset is measured, to
 * the 10 ms that /proc/uptime has.
 */
export class ProcClock {
  readonly #clock: SessionClock;
  readonly #tickUs: number;
  readonly #bootAheadUs: number;
  readonly #uncertaintyUs: number;

  constructor(
    clock: SessionClock,
    { ticksPerSecond }: KernelUnits = kernelUnits(),
    uptimeUs: number | undefined = readUptimeUs(),
  ) {
    this.#clock = clock;
    this.#tickUs = 1_000_000 / ticksPerSecond;
    const ahead = uptimeUs === undefined ? 0 : uptimeUs - monotonicUs();
    const suspended = Math.abs(ahead) > 2 * UPTIME_RESOLUTION_US;
    this.#bootAheadUs = suspended ? ahead : 0;
    this.#uncertaintyUs = SLACK_US + (suspended ? UPTIME_RESOLUTION_US : 0);
  }

  /** The window of birth that a start time in ticks means. */
  birthOf(startTicks: number): Birth {
    const monotonic = startTicks * this.#tickUs + this.#tickUs / 2 - this.#bootAheadUs;
    return [
      Math.round(this.#clock.fromMonotonicUs(monotonic)),
      this.#tickUs / 2 + this.#uncertaintyUs,
    ];
  }
}
