import { groupBy } from '../group-by.ts';
import type { UsageSample } from '../usage-history.ts';
import type { ProcessView } from '../views.ts';
import type { Found, Rule } from './finding.ts';
import { largest, type Scene, SECOND_US, siteKey } from './scene.ts';

/** A process forked while it had several threads: the child has copies of their locks, and not them. */
export const forkWithThreads: Rule = {
  id: 'fork-with-threads',
  severity: 'warning',
  title: (t) => t('Forked with threads'),
  advice: (t) => t('Use the start method spawn or forkserver, or fork before threads are started.'),
  *find(scene) {
    const all = scene.notes('forked-with-threads');
    const told = all.filter(({ text }) => !isRuntimesOwn(text));
    const groups = groupBy(told, ({ process, site }) => `${process} ${siteKey(site)}`);
    for (const group of groups.values()) {
      const [first] = group;
      if (first === undefined) continue;
      const threads = largest(group.map(({ count }) => count ?? 0));
      yield {
        message: forkedText(scene, first.process, threads),
        processes: [first.process, ...group.flatMap(({ about }) => about ?? [])],
        subject: [first.process],
        site: first.site ?? scene.process(first.about)?.startSite ?? null,
        sinceUs: first.tUs,
        untilUs: null,
        evidence: 'reported',
      };
    }
    const known = new Set(all.map(({ process }) => process));
    for (const parent of scene.processes) if (!known.has(parent.id)) yield* seen(scene, parent);
  },
};

function forkedText(scene: Scene, process: string, threads: number): string {
  const { t } = scene;
  const name = scene.nameOf(process);
  return threads === 1
    ? t(
        '{0} forked while another thread ran in it; the child may wait for a lock that the thread held.',
        name,
      )
    : t(
        '{0} forked while {1} threads ran in it; the child may wait for a lock that one of them held.',
        name,
        String(threads),
      );
}

/** Threads of queues and pools: the runtime sees to it that a fork beside them is well. */
const RUNTIMES_OWN = /^(QueueFeederThread|QueueManagerThread|.*\(_handle_\w+\))$/;

function isRuntimesOwn(names: string | null): boolean {
  return names?.split(', ').every((name) => RUNTIMES_OWN.test(name)) ?? false;
}

/** What was sampled around a fork counts if it is no older, in µs. */
const AROUND_US = 3 * SECOND_US;

/** Forks at which samples saw several threads, where the probe does not count them. */
function* seen(scene: Scene, parent: ProcessView): Iterable<Found> {
  const { t } = scene;
  const forked = scene
    .childrenOf(parent.id)
    .filter(({ method, role }) => method === 'fork' && role === 'child')
    .filter(({ startUs }) => (threadsAt(parent.usages, startUs) ?? 1) > 1);
  for (const group of groupBy(forked, ({ startSite }) => siteKey(startSite)).values()) {
    const [first] = group;
    if (first === undefined) continue;
    yield {
      message: t(
        '{0} seems to have forked while {1} threads ran in it; the child may wait for a lock that one of them held.',
        scene.nameOf(parent.id),
        String(threadsAt(parent.usages, first.startUs) ?? 0),
      ),
      processes: [parent.id, ...group.map(({ id }) => id)],
      subject: [parent.id],
      site: first.startSite,
      sinceUs: first.startUs,
      untilUs: null,
      evidence: 'sampled',
      severity: 'info',
    };
  }
}

/** The threads that both the last sample before and the first one after an instant counted. */
function threadsAt(usages: readonly UsageSample[], tUs: number): number | null {
  const before = usages.findLast((each) => each.tUs <= tUs);
  const after = usages.find((each) => each.tUs > tUs);
  if (before === undefined || after === undefined) return null;
  if (tUs - before.tUs > AROUND_US || after.tUs - tUs > AROUND_US) return null;
  return before.threads === null || after.threads === null
    ? null
    : Math.min(before.threads, after.threads);
}
