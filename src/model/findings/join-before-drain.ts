import type { Rule } from './finding.ts';
import { undrainedWaits } from './stuck-waits.ts';

/** A wait for a process that cannot end, because what it wrote to a queue or pipe is not read. */
export const joinBeforeDrain: Rule = {
  id: 'join-before-drain',
  severity: 'error',
  title: (t) => t('Waits for a process that waits to be read from'),
  advice: (t) =>
    t('Read all that the process has put into the queue or pipe before waiting for it.'),
  *find(scene) {
    const { t } = scene;
    for (const { wait, target, sinceUs, certain, queue, evidence } of scene.once(undrainedWaits)) {
      const [waiter, name] = [scene.nameOf(wait.waiter), scene.nameOf(target.id)];
      const message =
        target.codeEndedUs === null
          ? t(
              '{0} waits for {1}, which cannot go on: nobody reads the pipe it writes to.',
              waiter,
              name,
            )
          : t(
              '{0} waits for {1}, which cannot end: what it has put into its queue is not read.',
              waiter,
              name,
            );
      const { startSite } = target;
      yield {
        message: queue === null ? message : `${message} [${queue}]`,
        processes: [wait.waiter, target.id],
        site: wait.site ?? startSite,
        related:
          wait.site === null || startSite === null
            ? []
            : [{ site: startSite, message: t('{0} was started here.', name) }],
        sinceUs,
        untilUs: null,
        evidence,
        ...(!certain && { severity: 'warning' as const }),
      };
    }
  },
};
