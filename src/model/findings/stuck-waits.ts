/** Waits that cannot end any more, and why. */
import type { BlockedReason, Evidence, SourceSite } from '../process-event.ts';
import type { ProcessView, WaitView } from '../views.ts';
import { lastInterval, runningShare, type Scene, SECOND_US, weakest } from './scene.ts';

/** Waits that name a process and have no time limit, and that did not end by themselves. */
export function endlessWaits(scene: Scene): WaitView[] {
  return scene.model.waits().filter((wait) => {
    if (wait.target === null || wait.timeoutUs !== null || wait.target === wait.waiter)
      return false;
    if (wait.outcome === null || wait.outcome === 'interrupted') return true;
    return wait.outcome === 'ended' && wasEndedFromOutside(scene.process(wait.target));
  });
}

/** Ended by a signal, so that a wait for it ended that would not have. */
function wasEndedFromOutside(process: ProcessView | undefined): boolean {
  if (process === undefined || process.endUs === null || process.exit === null) return false;
  return 'signal' in process.exit || process.endCause === 'stopped';
}

/** A process that writes to a pipe which nobody reads. */
export interface Undrained {
  readonly wait: WaitView;
  readonly target: ProcessView;
  readonly sinceUs: number;
  /** Nobody else in the session could still read. */
  readonly certain: boolean;
  /** Name of the queue that holds what is left, where the runtime told. */
  readonly queue: string | null;
  readonly evidence: Evidence;
}

/** How much longer the process must have been stuck where others could still read from the pipe. */
const PATIENCE_WITH_OTHERS = 4;
/** Of a process that is stuck, its runtime's own threads may still run for this share of time. */
const IDLE_SHARE = 0.02;

/** Waits for a process that itself waits for a full pipe to be read. */
export function undrainedWaits(scene: Scene): Undrained[] {
  return endlessWaits(scene).flatMap((wait) => {
    const target = scene.process(wait.target);
    const full = target === undefined ? undefined : fullPipe(scene, target);
    if (target === undefined || full === undefined) return [];
    const sinceUs = Math.max(full.sinceUs, wait.startUs);
    const toUs = Math.min(wait.endUs ?? scene.nowUs, target.endUs ?? scene.nowUs);
    const stuckUs = scene.limits.stuckSeconds * SECOND_US;
    const certain = !others(scene, wait, target).some(mayMove);
    if (toUs - sinceUs < stuckUs * (certain ? 1 : PATIENCE_WITH_OTHERS)) return [];
    // A slow reader wakes the writer up now and then.
    if ((runningShare(target, { fromUs: sinceUs, toUs }) ?? 0) > IDLE_SHARE) return [];
    const evidence = weakest(wait.evidence, full.evidence);
    return [{ wait, target, sinceUs, certain, queue: full.queue, evidence }];
  });
}

function fullPipe(
  scene: Scene,
  process: ProcessView,
): { sinceUs: number; queue: string | null; evidence: Evidence } | undefined {
  const pending = scene.notesOf(process.id, 'queue-pending').findLast(({ count }) => count !== 0);
  const queue = pending?.text ?? null;
  // Its code is over and its queue's feeder is not: only a full pipe holds that up.
  const { codeEndedUs } = process;
  const feeding = scene
    .blocksOf(process.id)
    .findLast(
      ({ reason, endUs, outcome }) =>
        reason === 'queue' && (endUs === process.endUs || outcome === 'interrupted'),
    );
  if (feeding !== undefined && codeEndedUs !== null && feeding.startUs >= codeEndedUs) {
    return { sinceUs: feeding.startUs, queue: queue ?? feeding.object, evidence: 'reported' };
  }
  const last = lastInterval(process);
  if (last?.state !== 'blocked') return undefined;
  const block = scene
    .blocksOf(process.id)
    .findLast(({ reason, endUs }) => reason === 'pipe-full' && endUs === process.endUs);
  if (block !== undefined) return { sinceUs: block.startUs, queue, evidence: 'reported' };
  if (last.reason === 'pipe-full') {
    return { sinceUs: last.startUs, queue, evidence: last.evidence };
  }
  if (pending === undefined || codeEndedUs === null) return undefined;
  return { sinceUs: Math.max(last.startUs, pending.tUs), queue, evidence: last.evidence };
}

function others(scene: Scene, wait: WaitView, target: ProcessView): ProcessView[] {
  const endUs = wait.endUs ?? scene.nowUs;
  return scene.processes.filter(
    (each) =>
      each.id !== wait.waiter &&
      each.id !== target.id &&
      each.startUs < endUs &&
      (each.endUs === null || each.endUs >= endUs),
  );
}

/** What only another process of the session can end. */
const HELD: ReadonlySet<BlockedReason> = new Set([
  'join',
  'exit-join',
  'waitpid',
  'popen-wait',
  'pool-join',
  'pool-result',
  'exit-event',
  'queue',
  'lock',
  'event',
  'pipe',
  'pipe-full',
  'lock-or-thread',
  'thread',
]);

/** Whether a process could still do something by itself. A daemon's periodic work is no help. */
export function mayMove(process: ProcessView): boolean {
  if (process.daemon) return false;
  const last = lastInterval(process);
  return last?.state !== 'blocked' || last.reason === null || !HELD.has(last.reason);
}

/** A process that waits in a call which the runtime told of, for another process to do something. */
export interface Held {
  readonly process: ProcessView;
  readonly sinceUs: number;
  readonly reason: BlockedReason;
  readonly site: SourceSite | null;
}

/** What waits reported by a runtime can only be ended by others of the same session. */
const HELD_BY_OTHERS: ReadonlySet<BlockedReason> = new Set(['queue', 'lock', 'event', 'pipe']);

/** The call without a time limit that holds up the main thread of a process, undefined if none does. */
export function heldBy(scene: Scene, process: ProcessView): Held | undefined {
  const endUs = process.endUs;
  const wait = scene
    .waitsOf(process.id)
    .findLast((each) => each.endUs === endUs && each.timeoutUs === null && each.target !== null);
  const block = scene
    .blocksOf(process.id)
    .findLast(
      (each) =>
        each.endUs === endUs &&
        each.timeoutUs === null &&
        each.thread === null &&
        HELD_BY_OTHERS.has(each.reason),
    );
  const call = [wait, block]
    .filter((each) => each !== undefined)
    .sort((a, b) => b.startUs - a.startUs)[0];
  if (call === undefined) return undefined;
  const reason = 'reason' in call ? call.reason : call.cause;
  return { process, sinceUs: call.startUs, reason, site: call.site };
}
