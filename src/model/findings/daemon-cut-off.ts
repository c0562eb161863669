import type { ProcessView } from '../views.ts';
import type { Found, Rule } from './finding.ts';
import { lastInterval, type Scene } from './scene.ts';

/** A daemon was terminated in the middle of something that should have been finished. */
export const daemonCutOff: Rule = {
  id: 'daemon-cut-off',
  severity: 'warning',
  title: (t) => t('A daemon was cut off in its work'),
  advice: (t) => t('Tell the daemon to end and join it before main ends, or make it no daemon.'),
  *find(scene) {
    for (const process of scene.processes) {
      if (process.endCause !== 'daemon-terminated' || process.endUs === null) continue;
      yield* cutOff(scene, process, process.endUs);
    }
  },
};

function* cutOff(scene: Scene, process: ProcessView, endUs: number): Iterable<Found> {
  const { t } = scene;
  const name = scene.nameOf(process.id);
  const base = { processes: [process.id], sinceUs: endUs, untilUs: null } as const;
  for (const { about, text, site } of scene.notes('lock-held')) {
    if (about !== process.id) continue;
    yield {
      ...base,
      message: t(
        '{0} was terminated while it held {1}: nobody can take it any more.',
        name,
        text ?? t('a lock'),
      ),
      subject: [process.id, 'lock', text ?? ''],
      site: site ?? process.startSite,
      evidence: 'reported',
    };
  }
  for (const { about, text, count, site } of scene.notes('unflushed-output')) {
    if (about !== process.id) continue;
    yield {
      ...base,
      message: t(
        '{0} was terminated with {1} bytes of output not yet written.',
        name,
        String(count ?? 0),
      ),
      subject: [process.id, 'output', text ?? ''],
      site: site ?? process.startSite,
      evidence: 'reported',
    };
  }
  yield* itemsCutOff(scene, process, base);
  const last = lastInterval(process);
  if (last?.state === 'blocked' && last.reason === 'disk') {
    yield {
      ...base,
      message: t('{0} was terminated while it wrote to a disk.', name),
      subject: [process.id, 'disk'],
      site: process.startSite,
      evidence: last.evidence,
    };
  }
}

/** Which of several daemons took an item nobody knows: the finding is about all of them, at the first. */
function* itemsCutOff(
  scene: Scene,
  { id, parent, startSite }: ProcessView,
  base: Pick<Found, 'sinceUs' | 'untilUs'>,
): Iterable<Found> {
  if (parent === null) return;
  const { t } = scene;
  const daemons = scene
    .childrenOf(parent)
    .filter(({ endCause }) => endCause === 'daemon-terminated')
    .map((each) => each.id);
  if (daemons[0] !== id) return;
  for (const { process, text, count, site } of scene.notes('items-unfinished')) {
    if (process !== parent) continue;
    yield {
      ...base,
      processes: daemons,
      message: t(
        '{0} items of {1} were taken and not finished when {2} was terminated.',
        String(count ?? 0),
        text ?? t('a queue'),
        daemons.map((each) => scene.nameOf(each)).join(', '),
      ),
      subject: [parent, 'items', text ?? ''],
      site: site ?? startSite,
      evidence: 'reported',
    };
  }
}
