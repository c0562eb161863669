import { groupBy } from '../group-by.ts';
import { durationText, exitText } from '../status.ts';
import type { ProcessView } from '../views.ts';
import type { Rule } from './finding.ts';
import { hasFailed, SECOND_US, siteKey, weakest } from './scene.ts';

/** A worker that fails soon after its start is started again and again. */
export const respawned: Rule = {
  id: 'respawned',
  severity: 'warning',
  title: (t) => t('A worker is started again and again'),
  advice: (t) => t('See why it fails, and wait longer before each new start.'),
  *find(scene) {
    const { t, limits } = scene;
    for (const parent of scene.processes) {
      const lives = scene
        .childrenOf(parent.id)
        .filter((child) => isWorker(child) && isShort(child, limits.shortLifeSeconds));
      if (lives.length < limits.respawns) continue;
      for (const group of groupBy(lives, workerKey).values()) {
        const chain = oneAfterTheOther(group);
        const first = chain[0];
        const last = chain.at(-1);
        const enough = chain[limits.respawns - 1];
        if (first === undefined || last === undefined || enough?.endUs == null) continue;
        yield {
          message: t(
            '{0} started this worker {1} times within {2}, and each failed (last: {3}).',
            scene.nameOf(parent.id),
            String(chain.length),
            durationText((last.endUs ?? last.startUs) - first.startUs),
            exitText(last),
          ),
          processes: [parent.id, ...chain.map(({ id }) => id)],
          subject: [parent.id, workerKey(first)],
          site: first.startSite,
          sinceUs: enough.endUs,
          untilUs: null,
          evidence: weakest(...chain.map(({ evidence }) => evidence.end ?? 'inferred')),
        };
      }
    }
  },
};

/** Commands fail as a matter of course (a `grep` that finds nothing): only workers count. */
function isWorker({ target, className, role, api, exit }: ProcessView): boolean {
  if (target !== null || className !== null || role === 'pool-worker') return true;
  if (api === 'child_process.fork' || api === 'cluster.fork') return true;
  return exit !== null && 'signal' in exit && exit.signal === 'SIGSEGV';
}

function isShort(child: ProcessView, seconds: number): boolean {
  return (
    child.endUs !== null && hasFailed(child) && child.endUs - child.startUs < seconds * SECOND_US
  );
}

/** One line of the program, else one name; a number at its end is the runtime's. */
function workerKey({ startSite, name }: ProcessView): string {
  return siteKey(startSite) || name.replace(/[-_ ]?\d+$/, '');
}

/** The longest chain of lives of which each began when the one before had ended. */
function oneAfterTheOther(lives: readonly ProcessView[]): ProcessView[] {
  const chain: ProcessView[] = [];
  let endUs = Number.NEGATIVE_INFINITY;
  for (const life of [...lives].sort((a, b) => (a.endUs ?? 0) - (b.endUs ?? 0))) {
    if (life.endUs === null || life.startUs < endUs) continue;
    chain.push(life);
    endUs = life.endUs;
  }
  return chain;
}
