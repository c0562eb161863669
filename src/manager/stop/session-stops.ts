import { constants } from 'node:os';
import { overlaps, windowOf } from '../../model/birth.ts';
import type { Birth, ProcessRef, SessionEvent, SignalCause } from '../../model/process-event.ts';
import { messageOf } from '../../model/user-error.ts';
import { type StopResult, type StopTarget, stopDetails } from '../../protocol/stop-report.ts';
import { ProcClock } from '../../sources/procfs/proc-clock.ts';
import type { SessionClock } from '../../sources/session-clock.ts';
import type { Answer, SignalRequest, StopRequest } from '../control-server.ts';
import type { EventLog } from '../event-log.ts';
import { isWithin, type KnownLife } from '../live-processes.ts';
import { type ProcessTable, processTable, sendTo } from './process-table.ts';
import type { SeenProcess, StopSignal } from './stop-plan.ts';
import { runStop, type StopScope } from './stop-run.ts';

interface RunningStop {
  readonly target: string;
  readonly cancel: AbortController;
  /** Who asked, each under its own name for it. */
  readonly askers: Map<string, Answer>;
  readonly done: Promise<void>;
}

/** Details that the trace's notice gives. */
const NAMED_DETAILS = 10;

/**
 * The stops of one session: each is bound to processes by number and start time, tells its progress,
 * and leaves signals and result in the trace. Asked twice for the same, it is one stop.
 */
export class SessionStops {
  readonly #log: EventLog;
  readonly #clock: SessionClock;
  readonly #procClock: ProcClock | undefined;
  readonly #mark: string | null;
  readonly #table: ProcessTable;
  readonly #running = new Set<RunningStop>();

  /** @param mark text that the environment of all launched processes holds, null for a watched session. */
  constructor(
    log: EventLog,
    clock: SessionClock,
    mark: string | null,
    table: ProcessTable = processTable(),
  ) {
    this.#log = log;
    this.#clock = clock;
    this.#procClock = process.platform === 'linux' ? new ProcClock(clock) : undefined;
    this.#mark = mark;
    this.#table = table;
  }

  stop({ id, target, mode }: StopRequest, answer: Answer): void {
    const scope = this.#scopeOf(target);
    if (scope === undefined) {
      answer({ type: 'refused', id, message: NOT_ALIVE });
      return;
    }
    const same = [...this.#running].find((each) => each.target === JSON.stringify([target, mode]));
    if (same !== undefined) {
      same.askers.set(id, answer);
      return;
    }
    const cancel = new AbortController();
    const askers = new Map([[id, answer]]);
    const done = runStop(
      scope,
      mode,
      this.#table,
      {
        onProgress: (progress) => {
          for (const [asker, tell] of askers) tell({ type: 'stop-progress', id: asker, progress });
        },
        nowUs: () => this.#clock.nowUs(),
        onSignal: ({ target: seen, signal }, tUs) => {
          this.#record(this.#refOf(seen), signal, CAUSES[signal], tUs);
        },
      },
      cancel.signal,
    ).then(
      (result) => {
        this.#notice(result);
        for (const [asker, tell] of askers) tell({ type: 'stop-ended', id: asker, result });
      },
      (error: unknown) => {
        const message = `The stop failed: ${messageOf(error)}.`;
        for (const [asker, tell] of askers) tell({ type: 'refused', id: asker, message });
      },
    );
    const running = { target: JSON.stringify([target, mode]), cancel, askers, done };
    this.#running.add(running);
    void done.then(() => this.#running.delete(running));
  }

  cancel(id: string): void {
    for (const { askers, cancel } of this.#running) if (askers.has(id)) cancel.abort();
  }

  signal({ id, process: ref, signal }: SignalRequest, answer: Answer): void {
    const refuse = (message: string) => answer({ type: 'refused', id, message });
    const life = this.#log.live.find(ref);
    const seen = this.#table.read(ref.pid);
    if (life === undefined || seen === undefined || !this.#isLife(seen, life)) {
      refuse(NOT_ALIVE);
    } else if (!isSignalName(signal)) {
      refuse(`This system has no signal ${signal}.`);
    } else {
      const sinceUs = this.#clock.nowUs();
      const outcome = sendTo(this.#table, seen, signal);
      if (outcome === 'gone') refuse(NOT_ALIVE);
      else if (outcome === 'not-permitted') refuse('The process belongs to another user.');
      else {
        this.#record(
          this.#refOf(seen),
          signal,
          ENDING_SIGNALS.has(signal) ? 'stop' : 'user',
          sinceUs,
        );
        answer({ type: 'signal-sent', id });
      }
    }
  }

  /** Resolves when no stop is under way. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all([...this.#running].map(({ done }) => done));
  }

  /** Undefined when the process asked for is not known as living. */
  #scopeOf(target: StopTarget): StopScope | undefined {
    const { live } = this.#log;
    const all = target === 'session';
    const root = all ? undefined : live.find(target.process);
    if (!all && (root === undefined || !this.#isAlive(root))) return undefined;
    const tree = all || target.tree;
    const isMeant = (life: KnownLife) =>
      root === undefined || life === root || (tree && isWithin(life, root));
    return {
      tree,
      mark: all ? this.#mark : null,
      hints: () => live.lives().flatMap((life) => (isMeant(life) ? [life.pid] : [])),
      includes: (seen) => {
        const life = live.find({ pid: seen.pid });
        return life !== undefined && isMeant(life) && this.#isLife(seen, life);
      },
    };
  }

  #isAlive(life: KnownLife): boolean {
    const seen = this.#table.read(life.pid);
    return seen !== undefined && this.#isLife(seen, life);
  }

  /** Whether who has the number now is the one whom the session's events are about. */
  #isLife({ start }: SeenProcess, life: KnownLife): boolean {
    const birth = this.#birthOf(start);
    if (birth === undefined) return true;
    const window = windowOf(birth);
    return life.birth === undefined
      ? window.loUs <= life.bornByUs
      : overlaps(window, windowOf(life.birth));
  }

  #birthOf(start: string): Birth | undefined {
    return start === '' ? undefined : this.#procClock?.birthOf(Number(start));
  }

  #refOf(seen: SeenProcess): ProcessRef {
    const { pid, start } = seen;
    const life = this.#log.live.find({ pid });
    const known = life !== undefined && this.#isLife(seen, life) ? life.birth : undefined;
    const birth = known ?? this.#birthOf(start);
    return { pid, ...(birth && { birth }) };
  }

  #record(target: ProcessRef, signal: string, cause: SignalCause, tUs: number): void {
    this.#log.emit({
      ...this.#base(),
      tUs,
      type: 'signalled',
      process: target,
      by: null,
      signal,
      cause,
      site: null,
    });
  }

  #notice(result: StopResult): void {
    if (result.survivors.length === 0) return;
    const details = stopDetails(result);
    const named = details.slice(0, NAMED_DETAILS);
    const more = details.length - named.length;
    const message = `Stop left ${named.join('; ')}${more > 0 ? `; and ${more} more` : ''}.`;
    this.#log.emit({ ...this.#base(), type: 'notice', message });
  }

  #base(): Pick<SessionEvent, 'tUs' | 'source' | 'evidence'> {
    return { tUs: this.#clock.nowUs(), source: 'recorder', evidence: 'reported' };
  }
}

const NOT_ALIVE = 'The process is not alive any more; nothing was sent to whoever has its PID now.';

/** What halts a process for a while ends nothing. */
const CAUSES: Readonly<Record<StopSignal, SignalCause>> = {
  SIGINT: 'stop',
  SIGTERM: 'stop',
  SIGKILL: 'stop',
  SIGSTOP: 'user',
  SIGCONT: 'user',
};

const ENDING_SIGNALS = new Set<string>([
  'SIGHUP',
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGKILL',
  'SIGABRT',
]);

function isSignalName(name: string): name is NodeJS.Signals {
  return Object.hasOwn(constants.signals, name);
}
