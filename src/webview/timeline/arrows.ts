/** Which arrows of waits are in view. */
import type { WaitView } from '../../model/views.ts';
import type { Scene } from './scene.ts';

export interface Arrow {
  readonly wait: WaitView;
  /** Row of the waiter. */
  readonly from: number;
  /** Row of the target, or of what it is folded into. */
  readonly to: number;
  readonly x: number;
  /** One of its ends is the selected process. */
  readonly emphasised: boolean;
  /** Its target is out of view: a short arrow shows the way. */
  readonly leaves: boolean;
}

/** An open wait's arrow stands this much before now, where the bars still are. */
const OPEN_INSET = 6;
/** Arrows that leave the view nearer to each other than this many px are drawn as one. */
const LEAVING_GAP = 12;

export function arrowsInView(scene: Scene): Arrow[] {
  const { snapshot, scale, width, first, last, nowUs, selected } = scene;
  const arrows: Arrow[] = [];
  const leaving = new Set<string>();
  for (const wait of snapshot.waits) {
    if (wait.target === null) continue;
    const x = wait.endUs === null ? scale(nowUs) - OPEN_INSET : scale(wait.endUs);
    if (x < -10 || x > width + 10) continue;
    const from = scene.rowOf(wait.waiter);
    const to = scene.rowOf(wait.target);
    if (from === undefined || to === undefined || from === to) continue;
    const inView = (row: number) => row >= first && row <= last;
    const emphasised = wait.waiter === selected || wait.target === selected;
    const crosses = Math.min(from, to) <= last && Math.max(from, to) >= first;
    if (!inView(from) && !inView(to) && !(emphasised && crosses)) continue;
    const leaves = !inView(to) && !emphasised;
    if (leaves) {
      const place = `${from}/${Math.round(x / LEAVING_GAP)}/${to < from}`;
      if (leaving.has(place)) continue;
      leaving.add(place);
    }
    arrows.push({ wait, from, to, x, emphasised, leaves });
  }
  return arrows.sort((a, b) => Number(a.emphasised) - Number(b.emphasised));
}
