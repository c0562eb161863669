import { durationText, memoryText } from '../status.ts';
import type { UsageSample } from '../usage-history.ts';
import type { Rule } from './finding.ts';
import { SECOND_US } from './scene.ts';

/** What it used at least must grow from each of so many parts of the time to the next. */
const PARTS = 5;
/** By this share of the whole growth at least. */
const LEAST_PART = 0.05;
/** To so many times what it was. */
const LEAST_FACTOR = 2;

/** A worker's memory grows and does not stop growing. */
export const memoryGrowth: Rule = {
  id: 'memory-growth',
  severity: 'info',
  title: (t) => t('A worker’s memory keeps growing'),
  advice: (t) => t('See what it keeps; maxtasksperchild ends a pool’s worker after so many tasks.'),
  *find(scene) {
    const { t, limits } = scene;
    for (const process of scene.processes) {
      if (process.parent === null) continue;
      const [first] = process.usages;
      const last = process.usages.at(-1);
      if (first === undefined || last === undefined) continue;
      const grownBytes = last.rssBytes - first.rssBytes;
      const lastedUs = last.tUs - first.tUs;
      if (lastedUs < limits.growthSeconds * SECOND_US) continue;
      if (grownBytes < limits.growthMegabytes * 2 ** 20) continue;
      if (last.rssBytes < LEAST_FACTOR * first.rssBytes || !growsThroughout(process.usages))
        continue;
      yield {
        message: t(
          '{0} grew from {1} to {2} within {3}, and kept growing.',
          scene.nameOf(process.id),
          memoryText(first.rssBytes),
          memoryText(last.rssBytes),
          durationText(lastedUs),
        ),
        processes: [process.id],
        site: process.startSite,
        sinceUs: first.tUs + limits.growthSeconds * SECOND_US,
        untilUs: process.endUs,
        evidence: 'sampled',
      };
    }
  },
};

function growsThroughout(usages: readonly UsageSample[]): boolean {
  const [first] = usages;
  const last = usages.at(-1);
  if (first === undefined || last === undefined) return false;
  const grown = last.rssBytes - first.rssBytes;
  const floors = Array.from({ length: PARTS }, () => Number.POSITIVE_INFINITY);
  for (const { tUs, rssBytes } of usages) {
    const part = Math.floor((PARTS * (tUs - first.tUs)) / (last.tUs - first.tUs));
    const at = Math.min(part, PARTS - 1);
    floors[at] = Math.min(floors[at] ?? rssBytes, rssBytes);
  }
  return floors.every((floor, i) => i === 0 || floor - (floors[i - 1] ?? 0) >= LEAST_PART * grown);
}
