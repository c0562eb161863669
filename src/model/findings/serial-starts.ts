import { groupBy } from '../group-by.ts';
import { durationText } from '../status.ts';
import type { ProcessView, WaitView } from '../views.ts';
import type { Found, Rule } from './finding.ts';
import { type Scene, siteKey } from './scene.ts';

/** Processes of one start() line, each joined before the next one is started. */
export const serialStarts: Rule = {
  id: 'serial-starts',
  severity: 'warning',
  title: (t) => t('Started and joined one after the other'),
  advice: (t) => t('Start all of them in one loop, and join them in a second one.'),
  *find(scene) {
    for (const parent of scene.processes) {
      const children = scene
        .childrenOf(parent.id)
        .filter(({ daemon, role }) => !daemon && role === 'child');
      if (children.length < scene.limits.serialStarts) continue;
      const accompanied = overlapping(children);
      const groups = groupBy(children, ({ startSite }) => siteKey(startSite) || null);
      for (const group of groups.values()) {
        const found = serialRun(scene, parent, group, accompanied);
        if (found !== undefined) yield found;
      }
    }
  },
};

interface Joined {
  readonly child: ProcessView;
  readonly endUs: number;
  readonly join: WaitView;
}

/** From its start, a join that comes within this share of the child's life leaves it no company. */
const AT_ONCE = 0.2;

function serialRun(
  scene: Scene,
  parent: ProcessView,
  group: readonly ProcessView[],
  accompanied: ReadonlySet<ProcessView>,
): Found | undefined {
  let best: Joined[] = [];
  let run: Joined[] = [];
  const joins = groupBy(
    scene
      .waitsOf(parent.id)
      .filter(({ cause, outcome }) => cause === 'join' && outcome === 'ended'),
    ({ target }) => target,
  );
  for (const child of group) {
    const joined = joinedAtOnce(child, joins.get(child.id) ?? []);
    const last = run.at(-1);
    const goesOn =
      joined !== undefined &&
      !accompanied.has(child) &&
      (last === undefined ||
        (child.startUs >= (last.join.endUs ?? 0) &&
          siteKey(last.join.site) === siteKey(joined.join.site)));
    if (goesOn) run.push(joined);
    else run = [];
    if (run.length > best.length) best = run;
  }
  const [first] = best;
  const last = best.at(-1);
  const enough = best[scene.limits.serialStarts - 1];
  if (first === undefined || last === undefined || enough === undefined) return undefined;
  const { t } = scene;
  return {
    message: t(
      '{0} starts {1} processes here and joins each before the next: they run one after the other ({2}).',
      scene.nameOf(parent.id),
      String(best.length),
      durationText(last.endUs - first.child.startUs),
    ),
    processes: [parent.id, ...best.map(({ child }) => child.id)],
    subject: [parent.id],
    site: first.child.startSite,
    related:
      first.join.site === null ? [] : [{ site: first.join.site, message: t('Joined here.') }],
    sinceUs: enough.endUs,
    untilUs: null,
    evidence: 'reported',
  };
}

/** The join of a child that did its work while its parent did nothing but wait for it. */
function joinedAtOnce(child: ProcessView, joins: readonly WaitView[]): Joined | undefined {
  const { startUs, endUs, exit } = child;
  const join = joins.at(-1);
  if (join === undefined || join.endUs === null || endUs === null) return undefined;
  // One that failed may be started anew on purpose.
  if (exit === null || !('code' in exit) || exit.code !== 0) return undefined;
  return join.startUs - startUs <= AT_ONCE * (endUs - startUs) ? { child, endUs, join } : undefined;
}

/** Those that lived at the same time as another one. */
function overlapping(processes: readonly ProcessView[]): Set<ProcessView> {
  const found = new Set<ProcessView>();
  let longest: ProcessView | undefined;
  for (const each of [...processes].sort((a, b) => a.startUs - b.startUs)) {
    if (longest !== undefined && overlap(longest, each)) found.add(longest).add(each);
    if (longest === undefined || endOf(each) > endOf(longest)) longest = each;
  }
  return found;
}

function overlap(a: ProcessView, b: ProcessView): boolean {
  return a.startUs < endOf(b) && b.startUs < endOf(a);
}

function endOf({ endUs }: ProcessView): number {
  return endUs ?? Number.POSITIVE_INFINITY;
}
