import type { Rule } from './finding.ts';
import { outliving } from './outliving.ts';
import { weakest } from './scene.ts';

/** A process is still alive after the program has ended. */
export const leftOver: Rule = {
  id: 'left-over',
  severity: 'warning',
  title: (t) => t('A process is left over'),
  advice: (t) =>
    t('End it before the program ends, or start it as detached if it is meant to go on.'),
  *find(scene) {
    const { t } = scene;
    for (const { process, parent, programEnded, sinceUs, untilUs } of scene.once(outliving)) {
      if (!programEnded) continue;
      yield {
        message: t(
          '{0} was still alive after {1} had ended.',
          scene.nameOf(process.id),
          scene.nameOf(parent.id),
        ),
        processes: [process.id],
        site: process.startSite,
        sinceUs,
        untilUs,
        evidence: weakest(process.evidence.start, parent.evidence.end ?? 'inferred'),
      };
    }
  },
};
