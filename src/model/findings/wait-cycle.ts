import { groupBy } from '../group-by.ts';
import type { WaitView } from '../views.ts';
import type { Found, Rule } from './finding.ts';
import { largest, type Scene, SECOND_US, smallest, weakest } from './scene.ts';
import { endlessWaits } from './stuck-waits.ts';

/** A sampled wait may have ended since it was last looked at. */
const SAMPLED_US = SECOND_US;

/** Processes that wait for each other. */
export const waitCycle: Rule = {
  id: 'wait-cycle',
  severity: 'error',
  title: (t) => t('Processes wait for each other'),
  advice: (t) => t('Take one of the waits out, or give it a timeout.'),
  *find(scene) {
    for (const cycle of scene.once(waitCycles)) {
      const found = describe(scene, cycle);
      if (found !== undefined) yield found;
    }
  },
};

/** Rings of endless waits, each once. */
export function waitCycles(scene: Scene): WaitView[][] {
  const byWaiter = groupBy(scene.once(endlessWaits), ({ waiter }) => waiter);
  const cycles: WaitView[][] = [];
  const done = new Set<string>();
  for (const start of byWaiter.keys()) {
    const path: WaitView[] = [];
    const at = new Map<string, number>();
    let waiter: string | null = start;
    while (waiter !== null && !done.has(waiter)) {
      done.add(waiter);
      at.set(waiter, path.length);
      const wait: WaitView | undefined = byWaiter.get(waiter)?.at(-1);
      if (wait === undefined) break;
      path.push(wait);
      waiter = wait.target;
      const back = waiter === null ? undefined : at.get(waiter);
      if (back !== undefined) cycles.push(path.slice(back));
    }
  }
  return cycles;
}

function describe(scene: Scene, cycle: readonly WaitView[]): Found | undefined {
  const { t, nowUs } = scene;
  const sinceUs = largest(cycle.map(({ startUs }) => startUs));
  const untilUs = smallest(cycle.map(({ endUs }) => endUs ?? nowUs));
  const evidence = weakest(...cycle.map((wait) => wait.evidence));
  if (untilUs - sinceUs < (evidence === 'sampled' ? SAMPLED_US : 1)) return undefined;
  const [first, ...rest] = [...cycle].sort((a, b) => a.startUs - b.startUs);
  if (first === undefined) return undefined;
  const names = cycle.map(({ waiter }) => scene.nameOf(waiter));
  return {
    message: t(
      '{0} wait for each other, so that none of these waits can end.',
      [...names, names[0] ?? ''].join(' → '),
    ),
    processes: cycle.map(({ waiter }) => waiter),
    site: first.site ?? rest.find(({ site }) => site !== null)?.site ?? null,
    related: rest.flatMap(({ site, waiter }) =>
      site === null ? [] : [{ site, message: t('{0} waits here.', scene.nameOf(waiter)) }],
    ),
    sinceUs,
    untilUs: null,
    evidence,
  };
}
