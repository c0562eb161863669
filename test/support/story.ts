/** Short sessions told event by event, for tests of what is derived from them. Times are in seconds. */
import type { Finding } from '../../src/model/findings/finding.ts';
import type { Limits } from '../../src/model/findings/limits.ts';
import { findings } from '../../src/model/findings/registry.ts';
import type {
  BlockedReason,
  Evidence,
  ExitStatus,
  NoteKind,
  ProcessRef,
  ProcessRole,
  ProcessState,
  SessionEvent,
  SignalCause,
  SourceSite,
  WaitCause,
  WaitOutcome,
} from '../../src/model/process-event.ts';
import { reduceSession, type SessionModel } from '../../src/model/session-model.ts';
import { header } from './world.ts';

export function us(seconds: number): number {
  return Math.round(seconds * 1_000_000);
}

/** A line of the program that the story is about. */
export function line(number: number): SourceSite {
  return { file: '/home/ada/app.py', line: number };
}

export interface Birth {
  readonly at?: number;
  readonly parent?: number;
  readonly name?: string;
  readonly site?: SourceSite;
  readonly daemon?: boolean;
  readonly detached?: boolean;
  readonly role?: ProcessRole;
  readonly method?: string;
  readonly target?: string;
  readonly api?: string;
}

export class Story {
  readonly events: SessionEvent[] = [];
  readonly #births = new Map<number, number>();
  readonly #cpus: number | undefined;
  #calls = 0;

  constructor({ cpus }: { cpus?: number } = {}) {
    this.#cpus = cpus;
  }

  process(pid: number, { at = 0, parent, ...facts }: Birth = {}): this {
    this.#births.set(pid, us(at));
    const { site, ...described } = facts;
    return this.#say(
      {
        type: 'started',
        ...this.#about(pid, at),
        ppid: parent ?? 1,
        ...(parent !== undefined && { parent: this.#ref(parent) }),
      },
      {
        type: 'described',
        ...this.#about(pid, at),
        name: described.name ?? `worker-${pid}`,
        kind: 'python',
        ...described,
        ...(site && { startSite: site }),
      },
    );
  }

  runs(pid: number, at: number, argv: string[]): this {
    return this.#say({ type: 'exec', ...this.#about(pid, at), argv });
  }

  codeEnds(pid: number, at: number): this {
    return this.#say({ type: 'code-ended', ...this.#about(pid, at), exception: null });
  }

  /** Ends and is reaped at once, unless `reapedAt` is another instant, or null for never. */
  ends(
    pid: number,
    at: number,
    exit: ExitStatus = { code: 0 },
    reapedAt: number | null = at,
  ): this {
    this.#say({ type: 'ended', ...this.#about(pid, at), exit });
    if (reapedAt !== at) this.state(pid, at, 'zombie');
    if (reapedAt !== null) this.#say({ type: 'reaped', ...this.#about(pid, reapedAt), exit });
    return this;
  }

  signalled(pid: number, by: number, at: number, cause: SignalCause): this {
    const signal = cause === 'kill' ? 'SIGKILL' : 'SIGTERM';
    return this.#say({
      type: 'signalled',
      ...this.#about(pid, at),
      by: this.#ref(by),
      signal,
      cause,
      site: null,
    });
  }

  /** `to` null: it goes on. */
  waits(
    waiter: number,
    target: number,
    from: number,
    to: number | null,
    more: {
      cause?: WaitCause;
      timeout?: number;
      site?: SourceSite;
      outcome?: WaitOutcome;
      evidence?: Evidence;
    } = {},
  ): this {
    this.#calls += 1;
    const wait = `wait-${this.#calls}`;
    const { cause = 'join', timeout, site = null, outcome = 'ended', evidence = 'reported' } = more;
    this.#say({
      type: 'wait-began',
      ...this.#about(waiter, from),
      evidence,
      wait,
      cause,
      target: this.#ref(target),
      timeoutUs: timeout === undefined ? null : us(timeout),
      site,
    });
    if (to !== null) this.#say({ type: 'wait-ended', ...this.#about(waiter, to), wait, outcome });
    return this;
  }

  /** A call that the runtime told of. */
  blocks(
    pid: number,
    reason: BlockedReason,
    from: number,
    to: number | null = null,
    site: SourceSite | null = null,
    timeout: number | null = null,
  ): this {
    this.#calls += 1;
    const block = `block-${this.#calls}`;
    this.#say({
      type: 'block-began',
      ...this.#about(pid, from),
      block,
      reason,
      object: null,
      timeoutUs: timeout === null ? null : us(timeout),
      site,
    });
    if (to !== null) {
      this.#say({ type: 'block-ended', ...this.#about(pid, to), block, outcome: 'ended' });
    }
    return this;
  }

  /** A state that the sampler saw. */
  state(pid: number, at: number, state: ProcessState, reason: BlockedReason | null = null): this {
    const about = { ...this.#about(pid, at), source: 'procfs', evidence: 'sampled' } as const;
    return this.#say({ type: 'state', ...about, state, reason });
  }

  shares(pid: number, from: number, to: number, running: number, ready = 0): this {
    return this.#say({
      type: 'shares',
      ...this.#about(pid, to),
      sinceUs: us(from),
      runningUs: us(running * (to - from)),
      readyUs: us(ready * (to - from)),
    });
  }

  usage(pid: number, at: number, megabytes: number, threads = 1): this {
    return this.#say({
      type: 'usage',
      ...this.#about(pid, at),
      cpuPercent: 0,
      rssBytes: megabytes * 2 ** 20,
      threads,
    });
  }

  note(
    pid: number,
    note: NoteKind,
    at: number,
    more: { about?: number; text?: string; count?: number; site?: SourceSite } = {},
  ): this {
    const { about, ...rest } = more;
    return this.#say({
      type: 'noted',
      ...this.#about(pid, at),
      note,
      ...rest,
      ...(about !== undefined && { about: this.#ref(about) }),
    });
  }

  startFails(pid: number, at: number, message: string, site: SourceSite): this {
    return this.#say({ type: 'start-failed', ...this.#about(pid, at), message, site });
  }

  says(pid: number, at: number, text: string): this {
    return this.#say({ type: 'output', ...this.#about(pid, at), stream: 'stderr', text });
  }

  closes(at: number, ...leftOver: number[]): this {
    return this.#say({
      type: 'session-ended',
      tUs: us(at),
      source: 'recorder',
      evidence: 'reported',
      complete: leftOver.length === 0,
      leftOver: leftOver.map((pid) => this.#ref(pid)),
    });
  }

  model(): SessionModel {
    const ownHeader = this.#cpus === undefined ? header : { ...header, cpus: this.#cpus };
    const sorted = [...this.events].sort((a, b) => a.tUs - b.tUs);
    return reduceSession(ownHeader, sorted);
  }

  findings(at: number, limits: Partial<Limits> = {}): Finding[] {
    return findings(this.model(), us(at), { limits });
  }

  /** What one rule finds. */
  found(rule: string, at: number, limits: Partial<Limits> = {}): Finding[] {
    return this.findings(at, limits).filter((each) => each.rule === rule);
  }

  #say(...events: SessionEvent[]): this {
    this.events.push(...events);
    return this;
  }

  #ref(pid: number): ProcessRef {
    return { pid, birth: [this.#births.get(pid) ?? 0, 100] };
  }

  #about(pid: number, at: number) {
    return {
      tUs: us(at),
      source: 'probe',
      evidence: 'reported',
      process: this.#ref(pid),
    } as const;
  }
}
