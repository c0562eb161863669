import type { BlockedReason } from '../process-event.ts';
import { blockedText, durationText } from '../status.ts';
import type { ProcessView, WaitView } from '../views.ts';
import { allHeld } from './deadlock.ts';
import type { Rule } from './finding.ts';
import { type Scene, SECOND_US, type Span, weakest } from './scene.ts';
import { endlessWaits, mayMove, undrainedWaits } from './stuck-waits.ts';
import { waitCycles } from './wait-cycle.ts';

/** A wait for a process that is itself held up. */
export const longWait: Rule = {
  id: 'long-wait',
  severity: 'info',
  title: (t) => t('A long wait for a process that is blocked'),
  advice: (t) => t('Look at what the process waited for is blocked on, or wait with a timeout.'),
  *find(scene) {
    const { t, nowUs, limits } = scene;
    const limitUs = limits.waitSeconds * SECOND_US;
    const explained = scene.once(explainedWaits);
    for (const wait of scene.model.waits()) {
      const span = { fromUs: wait.startUs, toUs: wait.endUs ?? nowUs };
      const lastedUs = span.toUs - span.fromUs;
      if (lastedUs < limitUs || wait.target === null || explained.has(wait.id)) continue;
      if (scene.process(wait.waiter)?.role === 'helper') continue;
      const culprit = culpritOf(scene, wait, span, limitUs);
      if (culprit === undefined && !limits.everyWait) continue;
      const [waiter, target] = [scene.nameOf(wait.waiter), scene.nameOf(wait.target)];
      const lasted = durationText(lastedUs);
      const what = culprit === undefined ? '' : blockedText(culprit.reason, t);
      yield {
        message:
          culprit === undefined
            ? t('{0} waited {2} for {1}.', waiter, target, lasted)
            : culprit.process.id === wait.target
              ? t('{0} waited {2} for {1}: {3}.', waiter, target, lasted, what)
              : t(
                  '{0} waited {2} for {1}, held up by {3}: {4}.',
                  waiter,
                  target,
                  lasted,
                  scene.nameOf(culprit.process.id),
                  what,
                ),
        processes: [wait.waiter, wait.target],
        site: wait.site,
        sinceUs: wait.startUs + limitUs,
        untilUs: wait.endUs,
        evidence: culprit === undefined ? wait.evidence : weakest(wait.evidence, 'sampled'),
        ...(limits.everyWait && { severity: 'warning' as const }),
      };
    }
  },
};

/** Waits of which another rule says more. */
function explainedWaits(scene: Scene): Set<string> {
  const ids = new Set<string>();
  for (const { wait } of scene.once(undrainedWaits)) ids.add(wait.id);
  for (const wait of scene.once(waitCycles).flat()) ids.add(wait.id);
  const held = new Set(scene.once(allHeld)?.map(({ process }) => process.id));
  for (const wait of scene.once(endlessWaits)) if (held.has(wait.waiter)) ids.add(wait.id);
  return ids;
}

interface Culprit {
  readonly process: ProcessView;
  readonly reason: BlockedReason;
}

/** Blocked so for long, a process does not get on by itself. */
const HELD_UP: ReadonlySet<BlockedReason> = new Set([
  'queue',
  'lock',
  'lock-or-thread',
  'event',
  'pipe',
  'pipe-full',
  'file-lock',
]);

/** Waits are followed so far: a longer chain is a forged one. */
const MOST_STEPS = 50;

/** Who is held up at the end of the chain of waits, for the limit at least. */
function culpritOf(
  scene: Scene,
  first: WaitView,
  span: Span,
  limitUs: number,
): Culprit | undefined {
  let wait: WaitView | undefined = first;
  for (let step = 0; step < MOST_STEPS && wait?.target != null; step += 1) {
    const process = scene.process(wait.target);
    if (process === undefined) return undefined;
    for (const { state, reason, startUs, endUs } of process.intervals) {
      const lastedUs = Math.min(endUs ?? scene.nowUs, span.toUs) - Math.max(startUs, span.fromUs);
      if (state !== 'blocked' || reason === null || lastedUs < limitUs) continue;
      if (HELD_UP.has(reason))
        return othersMove(scene, first, process) ? undefined : { process, reason };
    }
    wait = scene
      .waitsOf(process.id)
      .find((each) => Math.min(each.endUs ?? scene.nowUs, span.toUs) - each.startUs >= limitUs);
  }
  return undefined;
}

/** Whether somebody else is at work who may feed or release the process. */
function othersMove(scene: Scene, { waiter }: WaitView, culprit: ProcessView): boolean {
  return scene.processes.some(
    (each) => each.id !== waiter && each.id !== culprit.id && each.endUs === null && mayMove(each),
  );
}
