import { groupBy } from '../group-by.ts';
import { pidKey } from '../lives.ts';
import { durationText } from '../status.ts';
import type { ProcessView } from '../views.ts';
import type { Rule } from './finding.ts';
import { largest, type Scene, SECOND_US, siteKey, smallest } from './scene.ts';

interface Unreaped {
  readonly child: ProcessView;
  readonly parent: string;
  readonly sinceUs: number;
  readonly untilUs: number | null;
  /** How long its parent could have reaped it and was in no wait, in µs. */
  readonly idleUs: number;
}

/** Ended children that their parent leaves unreaped though it waits for nobody else. */
export const zombieNotReaped: Rule = {
  id: 'zombie-not-reaped',
  severity: 'warning',
  title: (t) => t('A child ended and is not reaped'),
  advice: (t) => t('Join the child (or call wait() on it) once it has ended.'),
  *find(scene) {
    const { t } = scene;
    const limitUs = scene.limits.zombieSeconds * SECOND_US;
    const all = scene.processes.flatMap((child) => unreaped(scene, child) ?? []);
    const groups = groupBy(
      all.filter(({ idleUs }) => idleUs >= limitUs),
      ({ child, parent }) => `${parent} ${siteKey(child.startSite)}`,
    );
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const longest = largest(
        group.map(({ sinceUs, untilUs }) => (untilUs ?? scene.nowUs) - sinceUs),
      );
      const parent = scene.nameOf(first.parent);
      yield {
        message:
          group.length === 1
            ? t(
                '{0} has ended and {1} did not reap it for {2}.',
                scene.nameOf(first.child.id),
                parent,
                durationText(longest),
              )
            : t(
                '{0} children have ended and {1} did not reap them for up to {2}.',
                String(group.length),
                parent,
                durationText(longest),
              ),
        processes: [first.parent, ...group.map(({ child }) => child.id)],
        subject: [first.parent],
        site: first.child.startSite,
        sinceUs: smallest(group.map(({ sinceUs }) => sinceUs)) + limitUs,
        untilUs: group.some(({ untilUs }) => untilUs === null)
          ? null
          : largest(group.map(({ untilUs }) => untilUs ?? 0)),
        evidence: 'sampled',
      };
    }
  },
};

function unreaped(scene: Scene, child: ProcessView): Unreaped | undefined {
  const zombie = child.intervals.find(({ state }) => state === 'zombie');
  if (zombie === undefined) return undefined;
  const parent = scene
    .once(byPid)
    .get(pidKey({ pid: child.ppid, host: child.host }))
    ?.find(
      ({ startUs, endUs }) => startUs <= child.startUs && (endUs === null || endUs > child.startUs),
    );
  if (parent === undefined || parent.role === 'helper') return undefined;
  const fromUs = zombie.startUs;
  const toUs = Math.min(zombie.endUs ?? scene.nowUs, parent.endUs ?? scene.nowUs);
  let idleUs = toUs - fromUs;
  for (const wait of scene.waitsOf(parent.id)) {
    idleUs -= Math.max(0, Math.min(wait.endUs ?? toUs, toUs) - Math.max(wait.startUs, fromUs));
  }
  const untilUs = zombie.endUs === null && parent.endUs === null ? null : toUs;
  return { child, parent: parent.id, sinceUs: fromUs, untilUs, idleUs };
}

function byPid(scene: Scene): Map<number, ProcessView[]> {
  return groupBy(scene.model.processes(), pidKey);
}
