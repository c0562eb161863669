import { setTimeout as delay } from 'node:timers/promises';
import type { StopMode, StopProgress, StopResult } from '../../protocol/stop-report.ts';
import { Identities, membersOf, ownSessions } from './members.ts';
import { type ProcessTable, sendTo } from './process-table.ts';
import { type Order, type SeenProcess, STOP_TIMES, StopPlan, type StopTimes } from './stop-plan.ts';

/** What a stop is about, as whoever asked for it knows. */
export interface StopScope {
  /** PIDs that are worth a look; only those count where the system does not list all. */
  hints(): readonly number[];
  /** Whether this process, its start time included, is one of those to be stopped. */
  includes(process: SeenProcess): boolean;
  /** Whether what is below them is to be stopped, too. */
  readonly tree: boolean;
  /** Text that the environment of all below the root holds; null where there is none. */
  readonly mark: string | null;
}

export interface StopListener {
  onProgress?(progress: StopProgress): void;
  /** The clock of `onSignal`. */
  nowUs?(): number;
  /** A signal has been sent, not before `sinceUs`: who is killed ends before we are told so. */
  onSignal?(order: Order, sinceUs: number): void;
}

/** Between two looks, in ms. */
const LOOK_MS = 25;
/** While all are being halted: who is not yet may start others. */
const FREEZE_LOOK_MS = 1;

/**
 * Ends processes: asks, then insists, then kills, and says what is left and why. Resolves at the latest
 * after the sum of all times; `cancel` has it resolve at the next look.
 */
export async function runStop(
  scope: StopScope,
  mode: StopMode,
  table: ProcessTable,
  { onProgress, onSignal, nowUs = () => 0 }: StopListener = {},
  cancel?: AbortSignal,
  times: StopTimes = STOP_TIMES,
): Promise<StopResult> {
  const plan = new StopPlan(mode, times);
  const look = looker(scope, table);
  let told = '';
  for (;;) {
    if (cancel?.aborted === true) plan.cancel();
    const { orders, result } = plan.next(performance.now(), look());
    for (const order of orders) {
      const sinceUs = nowUs();
      const outcome = sendTo(table, order.target, order.signal);
      plan.told(order, outcome);
      if (outcome === 'sent') onSignal?.(order, sinceUs);
    }
    const progress = plan.progress;
    const news = JSON.stringify(progress);
    if (news !== told) onProgress?.(progress);
    told = news;
    if (result !== undefined) return result;
    await delay(progress.stage === 'freeze' ? FREEZE_LOOK_MS : LOOK_MS);
  }
}

/** Finds the members anew with each call, and knows those again that it has found before. */
function looker(scope: StopScope, table: ProcessTable): () => SeenProcess[] {
  const found = new Identities();
  const strangers = new Identities();
  const { mark } = scope;
  let sessions: ReadonlySet<number> = new Set();
  const carriesMark = (process: SeenProcess): boolean => {
    if (mark === null || process.state === 'ended' || strangers.has(process)) return false;
    if (table.hasInEnvironment(process.pid, mark)) return true;
    strangers.add(process);
    return false;
  };
  return () => {
    const members = membersOf(table.all(scope.hints()), {
      isKnown: (each) => found.has(each) || scope.includes(each),
      tree: scope.tree,
      carriesMark,
      isSpared: ({ pid }) => pid === process.pid || pid === 1,
      sessions,
    });
    sessions = ownSessions(members, sessions);
    for (const member of members) found.add(member);
    return members;
  };
}
