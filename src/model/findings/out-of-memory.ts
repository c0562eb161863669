import type { Rule } from './finding.ts';

/** The kernel ended a process because memory had run out. */
export const outOfMemory: Rule = {
  id: 'out-of-memory',
  severity: 'error',
  title: (t) => t('Ended by the kernel for lack of memory'),
  advice: (t) =>
    t('Give the process less to hold at once, start fewer of them, or raise the limit.'),
  *find(scene) {
    const { t } = scene;
    for (const { process, tUs } of scene.notes('out-of-memory')) {
      // Two that were gone at the same look are both noted: how they ended tells them apart.
      const exit = scene.process(process)?.exit;
      if (exit && !('signal' in exit && exit.signal === 'SIGKILL')) continue;
      yield {
        message: t(
          '{0} was ended by the kernel (SIGKILL), for lack of memory.',
          scene.nameOf(process),
        ),
        processes: [process],
        site: scene.process(process)?.startSite ?? null,
        sinceUs: scene.process(process)?.endUs ?? tUs,
        untilUs: null,
        evidence: 'sampled',
      };
    }
  },
};
