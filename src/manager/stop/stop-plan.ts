/**
 * Who gets which signal next, given what is known: the decisions of a stop, without the signals. It is
 * fed what was seen, answers with orders, and is told what became of them.
 */
import type {
  StopMode,
  StopProgress,
  StopResult,
  StopStage,
  SurvivalReason,
  Survivor,
} from '../../protocol/stop-report.ts';

/**
 * One life of a PID: the number and when the OS says it began. A number that is used again has another
 * start, and is another process.
 */
export interface Identity {
  readonly pid: number;
  /** The OS's own stamp of its start, compared by equality only. */
  readonly start: string;
}

/** What the OS shows of a process. */
export interface SeenProcess extends Identity {
  readonly name: string;
  readonly ppid: number;
  /** Id of its login session (setsid), 0 where unknown. */
  readonly sid: number;
  /** `ended` is a zombie; `ending` one that the kernel is taking apart. */
  readonly state: 'alive' | 'stopped' | 'uninterruptible' | 'ending' | 'ended';
}

export type StopSignal = 'SIGINT' | 'SIGTERM' | 'SIGSTOP' | 'SIGKILL' | 'SIGCONT';

export interface Order {
  readonly target: SeenProcess;
  readonly signal: StopSignal;
}

/** What became of a signal. `gone`: that life has ended, whoever has its number now. */
export type Outcome = 'sent' | 'gone' | 'not-permitted';

export interface StopTimes {
  /** How long processes may take to end after each signal, in ms. */
  readonly interruptMs: number;
  readonly terminateMs: number;
  readonly killMs: number;
  /** How long new processes may keep coming up while all are halted, in ms. */
  readonly freezeMs: number;
  /** How long parents may take to reap what has ended, in ms. */
  readonly reapMs: number;
}

export const STOP_TIMES: StopTimes = {
  interruptMs: 1_000,
  terminateMs: 2_000,
  killMs: 3_000,
  freezeMs: 5_000,
  reapMs: 500,
};

interface Member {
  seen: SeenProcess;
  /** Stage of which it got the signal. */
  toldIn: StopStage | undefined;
  lastSignal: StopSignal | undefined;
  notPermitted: boolean;
  /** Halted by us, not by somebody before. */
  frozen: boolean;
  present: boolean;
}

export interface Step {
  readonly orders: readonly Order[];
  /** The end of the stop; there are no further steps. */
  readonly result: StopResult | undefined;
}

/** Looks in a row that must find nothing alive: what was being started during one shows in the next. */
const EMPTY_LOOKS = 2;

export class StopPlan {
  readonly #times: StopTimes;
  readonly #members = new Map<string, Member>();
  #stage: StopStage;
  #stageSinceMs: number | undefined;
  #emptySinceMs: number | undefined;
  #emptyLooks = 0;
  #cancelled = false;

  constructor(mode: StopMode, times: StopTimes = STOP_TIMES) {
    this.#times = times;
    this.#stage = mode === 'kill' ? 'freeze' : 'interrupt';
  }

  get progress(): StopProgress {
    return { stage: this.#stage, alive: this.#living().length, seen: this.#members.size };
  }

  /** The lives that this stop is about so far, ended ones included. */
  get identities(): Identity[] {
    return [...this.#members.values()].map(({ seen }) => seen);
  }

  /** No further signals; what was halted goes on. */
  cancel(): void {
    this.#cancelled = true;
  }

  /** The next step at `nowMs`, when `seen` are all processes of the target that are there, parents first. */
  next(nowMs: number, seen: readonly SeenProcess[]): Step {
    this.#take(seen);
    if (this.#cancelled) return this.#giveUp();
    this.#stageSinceMs ??= nowMs;
    if (this.#waitedFor().length === 0) return this.#whenEmpty(nowMs);
    this.#emptyLooks = 0;
    this.#emptySinceMs = undefined;
    if (this.#isStageOver(nowMs)) {
      const next = NEXT_STAGE[this.#stage];
      if (next === undefined) return this.#end();
      this.#stage = next;
      this.#stageSinceMs = nowMs;
    }
    return { orders: this.#orders(), result: undefined };
  }

  /** What became of an order. */
  told({ target, signal }: Order, outcome: Outcome): void {
    const member = this.#members.get(keyOf(target));
    if (member === undefined) return;
    if (outcome === 'not-permitted') member.notPermitted = true;
    if (outcome === 'gone') member.present = false;
    if (outcome !== 'sent') return;
    if (signal === 'SIGSTOP') member.frozen = true;
    else if (signal === 'SIGCONT') member.frozen = false;
    if (signal !== 'SIGCONT' && signal !== 'SIGSTOP') member.lastSignal = signal;
  }

  #take(seen: readonly SeenProcess[]): void {
    for (const member of this.#members.values()) member.present = false;
    for (const each of seen) {
      const known = this.#members.get(keyOf(each));
      if (known !== undefined) {
        known.seen = each;
        known.present = true;
        continue;
      }
      this.#members.set(keyOf(each), {
        seen: each,
        toldIn: undefined,
        lastSignal: undefined,
        notPermitted: false,
        frozen: false,
        present: true,
      });
    }
  }

  #living(): Member[] {
    return [...this.#members.values()].filter(
      ({ present, seen }) => present && seen.state !== 'ended',
    );
  }

  /** Those whose end is worth waiting for. */
  #waitedFor(): Member[] {
    return this.#living().filter(({ notPermitted }) => !notPermitted);
  }

  #whenEmpty(nowMs: number): Step {
    this.#emptyLooks += 1;
    this.#emptySinceMs ??= nowMs;
    const unreaped = [...this.#members.values()].some(
      ({ present, seen }) => present && seen.state === 'ended',
    );
    const reaped = !unreaped || nowMs - this.#emptySinceMs >= this.#times.reapMs;
    if (this.#emptyLooks >= EMPTY_LOOKS && reaped) return this.#end();
    return { orders: [], result: undefined };
  }

  #isStageOver(nowMs: number): boolean {
    const lastedMs = nowMs - (this.#stageSinceMs ?? nowMs);
    switch (this.#stage) {
      case 'interrupt':
        return lastedMs >= this.#times.interruptMs;
      case 'terminate':
        return lastedMs >= this.#times.terminateMs;
      case 'freeze':
        // Over once a look finds none that has not been told to halt.
        return (
          lastedMs >= this.#times.freezeMs ||
          this.#waitedFor().every(({ toldIn }) => toldIn === 'freeze')
        );
      case 'kill':
        return lastedMs >= this.#times.killMs;
    }
  }

  /** Each living member gets the stage's signal once, those that came in between included. */
  #orders(): Order[] {
    const orders: Order[] = [];
    const stage = this.#stage;
    for (const member of this.#waitedFor()) {
      const { seen: target } = member;
      if (member.toldIn === stage || target.state === 'ending') continue;
      member.toldIn = stage;
      orders.push({ target, signal: SIGNAL_OF[stage] });
      // A stopped process takes a signal only once it goes on; SIGKILL alone needs no more.
      const asks = stage === 'interrupt' || stage === 'terminate';
      if (asks && target.state === 'stopped') orders.push({ target, signal: 'SIGCONT' });
    }
    return orders;
  }

  #giveUp(): Step {
    const frozen = this.#living().filter((member) => member.frozen);
    return {
      orders: frozen.map(({ seen: target }) => ({ target, signal: 'SIGCONT' })),
      result: this.#result(),
    };
  }

  #end(): Step {
    return { orders: [], result: this.#result() };
  }

  #result(): StopResult {
    const present = [...this.#members.values()].filter((member) => member.present);
    const living = this.#living();
    const zombies = present.filter(({ seen }) => seen.state === 'ended');
    return {
      cancelled: this.#cancelled,
      ended: this.#members.size - living.length,
      survivors: living.map(survivorOf),
      zombies: zombies.map(({ seen: { pid, ppid } }) => ({ pid, ppid })),
    };
  }
}

const NEXT_STAGE: Readonly<Record<StopStage, StopStage | undefined>> = {
  interrupt: 'terminate',
  terminate: 'freeze',
  freeze: 'kill',
  kill: undefined,
};

const SIGNAL_OF: Readonly<Record<StopStage, StopSignal>> = {
  interrupt: 'SIGINT',
  terminate: 'SIGTERM',
  freeze: 'SIGSTOP',
  kill: 'SIGKILL',
};

function survivorOf(member: Member): Survivor {
  const { pid, name } = member.seen;
  const signal = member.lastSignal ?? null;
  return { pid, name, reason: reasonOf(member), signal };
}

function reasonOf({ seen, notPermitted, lastSignal }: Member): SurvivalReason {
  if (notPermitted) return 'not-permitted';
  if (seen.state === 'ending') return 'ending';
  if (lastSignal === undefined) return 'spared';
  if (lastSignal !== 'SIGKILL') return 'ignores';
  return seen.state === 'uninterruptible' ? 'uninterruptible' : 'unknown';
}

function keyOf({ pid, start }: Identity): string {
  return `${pid}@${start}`;
}
