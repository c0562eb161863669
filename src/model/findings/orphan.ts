import { durationText } from '../status.ts';
import type { Rule } from './finding.ts';
import { outliving } from './outliving.ts';
import { weakest } from './scene.ts';

/** A process goes on though its parent has ended, while the program still runs. */
export const orphan: Rule = {
  id: 'orphan',
  severity: 'warning',
  title: (t) => t('A process outlives its parent'),
  advice: (t) => t('Let the parent end or join its children before it ends, also when it fails.'),
  *find(scene) {
    const { t, nowUs } = scene;
    for (const { process, parent, programEnded, sinceUs, untilUs } of scene.once(outliving)) {
      if (programEnded) continue;
      yield {
        message: t(
          '{0} went on for {1} after its parent {2} had ended.',
          scene.nameOf(process.id),
          durationText((untilUs ?? nowUs) - sinceUs),
          scene.nameOf(parent.id),
        ),
        processes: [process.id, parent.id],
        site: process.startSite,
        sinceUs,
        untilUs,
        evidence: weakest(process.evidence.start, parent.evidence.end ?? 'inferred'),
      };
    }
  },
};
