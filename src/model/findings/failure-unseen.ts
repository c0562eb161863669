import { exitText } from '../status.ts';
import type { ProcessView } from '../views.ts';
import type { Rule } from './finding.ts';
import { hasFailed, type Scene, weakest } from './scene.ts';

/** A child failed, and its parent's code ended without a look at its exit code. */
export const failureUnseen: Rule = {
  id: 'failure-unseen',
  severity: 'warning',
  title: (t) => t('A child failed, and nobody looked'),
  advice: (t) => t('Read its exit code after the join, and act on it.'),
  *find(scene) {
    const { t } = scene;
    for (const parent of scene.processes) {
      const untilUs = parent.codeEndedUs ?? parent.endUs;
      if (untilUs === null || !tellsReads(scene, parent.id)) continue;
      const read = new Set(scene.notesOf(parent.id, 'exit-code-read').map(({ about }) => about));
      for (const child of scene.childrenOf(parent.id)) {
        if (!isWorker(child) || !hasFailed(child)) continue;
        if (read.has(child.id) || (child.endUs ?? Infinity) > untilUs) continue;
        yield {
          message: t(
            '{0} failed ({1}), and {2} did not look at its exit code.',
            scene.nameOf(child.id),
            exitText(child),
            scene.nameOf(parent.id),
          ),
          processes: [child.id, parent.id],
          site: child.startSite,
          sinceUs: untilUs,
          untilUs: null,
          evidence: weakest('reported', child.evidence.end ?? 'inferred'),
        };
      }
    }
  },
};

/** Commands fail as a matter of course (a `grep` that finds nothing), and pools look for themselves. */
function isWorker({ role, startSite, target, className }: ProcessView): boolean {
  return role === 'child' && startSite !== null && (target !== null || className !== null);
}

/** Silence says nothing where the probe does not tell of reads. */
function tellsReads(scene: Scene, parent: string): boolean {
  return (
    scene.notesOf(parent, 'watches-exit-codes').length > 0 ||
    scene.notesOf(parent, 'exit-code-read').length > 0
  );
}
