import { groupBy } from '../group-by.ts';
import type { SourceSite } from '../process-event.ts';
import type { Rule } from './finding.ts';
import { type Scene, siteKey } from './scene.ts';

interface Refused {
  readonly process: string;
  readonly site: SourceSite | null;
  readonly tUs: number;
}

/** Python's words for it, which it breaks over lines. */
const REFUSAL = /finished its\s+bootstrapping phase/;

/** A child that imports the main module came upon its start() again. */
export const noMainGuard: Rule = {
  id: 'no-main-guard',
  severity: 'error',
  title: (t) => t('No main guard'),
  advice: (t) => t('Put the code that starts processes under if __name__ == "__main__".'),
  *find(scene) {
    const { t } = scene;
    const groups = groupBy(refusals(scene), ({ site }) => siteKey(site));
    for (const [key, group] of groups) {
      const [first] = group;
      if (first === undefined) continue;
      const parent = scene.process(first.process)?.parent ?? null;
      yield {
        message: t(
          '{0} ran this start() again when it imported the main module: a main guard is missing.',
          scene.nameOf(first.process),
        ),
        processes: [...(parent === null ? [] : [parent]), ...group.map(({ process }) => process)],
        subject: [key],
        site: first.site ?? scene.process(first.process)?.startSite ?? null,
        sinceUs: first.tUs,
        untilUs: null,
        evidence: 'reported',
      };
    }
  },
};

/** What the probe said; the child's own message where it said nothing. */
function refusals(scene: Scene): Refused[] {
  const told = [
    ...scene.notes('no-main-guard').map(({ process, site, tUs }) => ({ process, site, tUs })),
    ...scene.model
      .failedStarts()
      .filter(({ message }) => REFUSAL.test(message))
      .map(({ parent, site, tUs }) => ({ process: parent, site, tUs })),
  ];
  if (told.length > 0) return told;
  return scene.model
    .output()
    .filter(({ stream, text }) => stream === 'stderr' && /bootstrapping phase/.test(text))
    .map(({ process, tUs }) => ({
      process,
      site: scene.process(process)?.startSite ?? null,
      tUs,
    }));
}
