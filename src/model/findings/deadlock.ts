import { blockedText } from '../status.ts';
import type { Rule } from './finding.ts';
import { largest, runningShare, type Scene, SECOND_US } from './scene.ts';
import { type Held, heldBy } from './stuck-waits.ts';

/** Other threads of a held process may sleep for a while before they release it. */
const PATIENCE_WITH_THREADS = 5;
const IDLE_SHARE = 0.01;

/** Every process of the session is held up by a call that only another one of them could end. */
export const deadlock: Rule = {
  id: 'deadlock',
  severity: 'error',
  title: (t) => t('No process can go on'),
  advice: (t) =>
    t('Look at what each process waits for: a sentinel that was not put, a lock not released.'),
  *find(scene) {
    const { t } = scene;
    const held = scene.once(allHeld);
    if (held === undefined) return;
    const calls = held.filter(({ reason }) => !isWait(reason));
    const [first = held[0]] = calls;
    if (first === undefined) return;
    yield {
      message: t(
        'No process of the session can go on: {0}.',
        held
          .slice(0, 4)
          .map(({ process, reason }) => `${scene.nameOf(process.id)}: ${blockedText(reason, t)}`)
          .join('; '),
      ),
      processes: held.map(({ process }) => process.id),
      site: first.site ?? held.find(({ site }) => site !== null)?.site ?? null,
      related: held.flatMap(({ process, site }) =>
        site === null || site === first.site
          ? []
          : [{ site, message: t('{0} waits here.', scene.nameOf(process.id)) }],
      ),
      sinceUs: largest(held.map(({ sinceUs }) => sinceUs)),
      untilUs: null,
      evidence: 'reported',
    };
  },
};

function isWait(reason: Held['reason']): boolean {
  return reason !== 'queue' && reason !== 'lock' && reason !== 'event' && reason !== 'pipe';
}

/** All processes alive, if each of them is held; undefined if one could still move. */
export function allHeld(scene: Scene): Held[] | undefined {
  const { nowUs, limits } = scene;
  const alive = scene.processes.filter(({ endUs, state }) => endUs === null && state !== 'zombie');
  if (alive.length < 2 || scene.model.session().ended) return undefined;
  const held: Held[] = [];
  for (const process of alive) {
    const call = heldBy(scene, process);
    if (call === undefined) return undefined;
    const patience = (process.usage?.threads ?? 1) > 1 ? PATIENCE_WITH_THREADS : 1;
    const span = { fromUs: call.sinceUs, toUs: nowUs };
    if (nowUs - call.sinceUs < limits.stuckSeconds * patience * SECOND_US) return undefined;
    if ((runningShare(process, span) ?? 0) > IDLE_SHARE) return undefined;
    held.push(call);
  }
  return held.some(({ reason }) => !isWait(reason)) ? held : undefined;
}
