import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Birth, ProcessEvent, ProcessRef, ProcessState } from '../../model/process-event.ts';
import { messageOf } from '../../model/user-error.ts';
import type { EmitEvent, EventSource } from '../event-source.ts';
import type { SessionClock } from '../session-clock.ts';
import { PS_ARGUMENTS, PS_ENVIRONMENT, type PsRow, parsePsTable, rowsBelow } from './ps-table.ts';

const INTERVAL_MS = 500;
const MAX_OUTPUT_BYTES = 64 * 2 ** 20;

/** `ps` tells the second of a start, counted from a boot time that is itself known to the second. */
const HALF_SECOND_US = 500_000;
const SLACK_US = 1_500_000;

interface Followed {
  readonly birth: Birth;
  readonly startedMs: number;
  ppid: number;
  state: ProcessState | undefined;
  cpuPercent: number;
  rssBytes: number;
}

/**
 * Follows a tree of processes by asking `ps` at intervals: what lives longer than that, with parents,
 * command lines, states, CPU and memory.
 */
export class PsSampler implements EventSource {
  readonly name = 'ps';
  readonly #clock: SessionClock;
  readonly #emit: EmitEvent;
  readonly #wallEpochMs: number;
  readonly #noticed = new Set<number>();
  readonly #followed = new Map<number, Followed>();
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> | undefined;
  #disposed = false;

  constructor(clock: SessionClock, emit: EmitEvent) {
    this.#clock = clock;
    this.#emit = emit;
    this.#wallEpochMs = Date.now() - clock.nowUs() / 1_000;
  }

  async start(): Promise<void> {
    this.#sayStatus('active', 'Processes are found by polling ps; short-lived ones are not seen.');
    this.#schedule();
  }

  notice({ pid }: ProcessRef): void {
    this.#noticed.add(pid);
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

  /** One look at a time: a slow `ps` must not pile up. */
  #look(): Promise<void> {
    this.#looking ??= this.#ask().finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  async #ask(): Promise<void> {
    let table: string;
    try {
      const { stdout } = await promisify(execFile)('ps', PS_ARGUMENTS, {
        env: { ...process.env, ...PS_ENVIRONMENT },
        maxBuffer: MAX_OUTPUT_BYTES,
      });
      table = stdout;
    } catch (error) {
      this.#sayStatus('unavailable', `Processes cannot be listed: ${messageOf(error)}`);
      this.dispose();
      return;
    }
    if (!this.#disposed) this.#take(parsePsTable(table));
  }

  #take(rows: readonly PsRow[]): void {
    const known = new Set([...this.#noticed, ...this.#followed.keys()]);
    const tree = rowsBelow(rows, known);
    const alive = new Map(tree.map((row) => [row.pid, row]));
    for (const [pid, each] of this.#followed) {
      if (alive.get(pid)?.startedMs === each.startedMs) continue;
      this.#followed.delete(pid);
      this.#say(pid, each, { type: 'reaped', exit: null });
    }
    this.#noticed.clear();
    for (const row of tree) this.#see(row);
  }

  #see(row: PsRow): void {
    const { pid, ppid, state, cpuPercent, rssBytes } = row;
    const each = this.#followed.get(pid) ?? this.#follow(row);
    if (ppid !== each.ppid && state !== 'zombie') {
      each.ppid = ppid;
      this.#say(pid, each, { type: 'reparented', adopter: ppid });
    }
    if (state !== undefined && state !== each.state) {
      each.state = state;
      this.#say(pid, each, { type: 'state', state, reason: null });
    }
    if (cpuPercent !== each.cpuPercent || rssBytes !== each.rssBytes) {
      each.cpuPercent = cpuPercent;
      each.rssBytes = rssBytes;
      this.#say(pid, each, { type: 'usage', cpuPercent, rssBytes });
    }
  }

  #follow({ pid, ppid, startedMs, command }: PsRow): Followed {
    const startUs = Math.round((startedMs - this.#wallEpochMs) * 1_000);
    const birth: Birth = [startUs + HALF_SECOND_US, HALF_SECOND_US + SLACK_US];
    const each: Followed = {
      birth,
      startedMs,
      ppid,
      state: undefined,
      cpuPercent: -1,
      rssBytes: -1,
    };
    this.#followed.set(pid, each);
    this.#say(pid, each, { type: 'started', ppid, argv: command.split(' ') });
    return each;
  }

  #say(pid: number, { birth }: Followed, fact: PsFact): void {
    this.#emit({
      ...fact,
      tUs: this.#clock.nowUs(),
      source: 'ps',
      evidence: 'sampled',
      process: { pid, birth },
    });
  }

  #sayStatus(status: 'active' | 'unavailable', message: string): void {
    const base = { tUs: this.#clock.nowUs(), source: 'ps', evidence: 'reported' } as const;
    this.#emit({ type: 'source', ...base, about: 'ps', status, message });
  }
}

type Unstamped<T> = T extends unknown ? Omit<T, 'tUs' | 'source' | 'evidence' | 'process'> : never;
type PsFact = Unstamped<ProcessEvent>;
