import type { Rule } from './finding.ts';

const REFUSAL = /daemonic processes are not allowed to have children/;

/** A daemon tried to start a child, which its runtime refuses. */
export const daemonStartsChild: Rule = {
  id: 'daemon-starts-child',
  severity: 'error',
  title: (t) => t('A daemon tried to start a child'),
  advice: (t) => t('Start the child from main, or make the parent no daemon and join it.'),
  *find(scene) {
    const { t } = scene;
    for (const { parent, message, site, tUs } of scene.model.failedStarts()) {
      if (!REFUSAL.test(message)) continue;
      const daemonSite = scene.process(parent)?.startSite ?? null;
      const name = scene.nameOf(parent);
      yield {
        message: t('{0} is a daemon and may not start a process; the start failed.', name),
        processes: [parent],
        site,
        related:
          daemonSite === null
            ? []
            : [{ site: daemonSite, message: t('{0} was started here.', name) }],
        sinceUs: tUs,
        untilUs: null,
        evidence: 'reported',
      };
    }
  },
};
