import pidtree from 'pidtree';
import type { Birth, ProcessRef } from '../model/process-event.ts';
import { messageOf } from '../model/user-error.ts';
import type { EmitEvent, EventSource } from './event-source.ts';
import type { SessionClock } from './session-clock.ts';

const INTERVAL_MS = 500;

/**
 * The portable fallback where there is no /proc: PIDs and parents through `pidtree`, which asks the
 * system's own tools. It sees what lives longer than its interval, and no names or states.
 */
export class PidtreeSampler implements EventSource {
  readonly name = 'pidtree';
  readonly #clock: SessionClock;
  readonly #emit: EmitEvent;
  readonly #alive = new Map<number, Birth>();
  #root: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastLookUs: number;
  #disposed = false;

  constructor(clock: SessionClock, emit: EmitEvent) {
    this.#clock = clock;
    this.#emit = emit;
    this.#lastLookUs = clock.nowUs();
  }

  async start(): Promise<void> {
    this.#sayStatus('active', 'Processes are found by polling; short-lived ones are not seen.');
    this.#schedule();
  }

  /** The first process noticed is the root whose tree is polled; the others are below it. */
  notice({ pid, birth }: ProcessRef): void {
    this.#root ??= pid;
    if (birth !== undefined && !this.#alive.has(pid)) this.#alive.set(pid, birth);
  }

  async flush(): Promise<void> {
    await this.#look();
  }

  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
  }

  #schedule(): void {
    if (this.#disposed) return;
    this.#timer = setTimeout(() => {
      void this.#look().finally(() => this.#schedule());
    }, INTERVAL_MS);
  }

  async #look(): Promise<void> {
    if (this.#root === undefined) return;
    const askedUs = this.#clock.nowUs();
    let seen: readonly { pid: number; ppid: number }[];
    try {
      seen = await pidtree(this.#root, { root: true, advanced: true });
    } catch (error) {
      if (/no matching pid/i.test(messageOf(error))) seen = [];
      else {
        this.#sayStatus('unavailable', `Processes cannot be listed: ${messageOf(error)}`);
        this.dispose();
        return;
      }
    }
    if (this.#disposed) return;
    const nowUs = this.#clock.nowUs();
    for (const { pid, ppid } of seen) {
      if (this.#alive.has(pid)) continue;
      const middle = Math.round((this.#lastLookUs + nowUs) / 2);
      const birth: Birth = [middle, Math.ceil((nowUs - this.#lastLookUs) / 2)];
      this.#alive.set(pid, birth);
      this.#emit({
        type: 'started',
        tUs: nowUs,
        source: this.name,
        evidence: 'sampled',
        process: { pid, birth },
        ppid,
      });
    }
    const pids = new Set(seen.map(({ pid }) => pid));
    for (const [pid, birth] of this.#alive) {
      if (pids.has(pid)) continue;
      this.#alive.delete(pid);
      this.#emit({
        type: 'reaped',
        tUs: nowUs,
        source: this.name,
        evidence: 'sampled',
        process: { pid, birth },
        exit: null,
      });
    }
    this.#lastLookUs = askedUs;
  }

  #sayStatus(status: 'active' | 'unavailable', message: string): void {
    this.#emit({
      type: 'source',
      tUs: this.#clock.nowUs(),
      source: this.name,
      evidence: 'reported',
      about: this.name,
      status,
      message,
    });
  }
}
