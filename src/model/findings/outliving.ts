/** Processes that go on when whoever started them has ended. */
import type { ProcessView } from '../views.ts';
import { type Scene, SECOND_US } from './scene.ts';

export interface Outliving {
  readonly process: ProcessView;
  readonly parent: ProcessView;
  /** The parent was a root: the program itself has ended. */
  readonly programEnded: boolean;
  readonly sinceUs: number;
  readonly untilUs: number | null;
}

/** Those that nobody said are meant to outlive anybody, and that did so for the limit at least. */
export function outliving(scene: Scene): Outliving[] {
  const limitUs = scene.limits.outliveSeconds * SECOND_US;
  return scene.processes.flatMap((process) => {
    if (process.detached || process.parent === null) return [];
    const ended = endedAbove(scene, process);
    if (ended === undefined) return [];
    const { parent, programEnded } = ended;
    const sinceUs = parent.endUs ?? 0;
    const lastedUs = (process.endUs ?? scene.nowUs) - sinceUs;
    if (lastedUs < limitUs && !(programEnded && process.leftOver)) return [];
    return [{ process, parent, programEnded, sinceUs, untilUs: process.endUs }];
  });
}

/** The root where it has ended first, else the parent; undefined where a detached one lies between. */
function endedAbove(
  scene: Scene,
  process: ProcessView,
): { parent: ProcessView; programEnded: boolean } | undefined {
  const parent = scene.process(process.parent);
  if (parent === undefined) return undefined;
  const root = scene.once(rootsOf).get(parent.id);
  if (root === undefined) return undefined;
  const outlives = (other: ProcessView) =>
    other.endUs !== null && (process.endUs === null || process.endUs > other.endUs);
  if (parent !== root && outlives(parent)) {
    const rootEnd = root.endUs ?? Infinity;
    // Both at once, as one Ctrl+C ends them: what is left then is the program's.
    if (rootEnd - (parent.endUs ?? 0) >= scene.limits.outliveSeconds * SECOND_US) {
      return { parent, programEnded: false };
    }
  }
  return outlives(root) ? { parent: root, programEnded: true } : undefined;
}

/** The root above each process; none for a detached one and what is below it. Parents come first. */
function rootsOf(scene: Scene): Map<string, ProcessView> {
  const roots = new Map<string, ProcessView>();
  for (const process of scene.model.processes()) {
    if (process.parent === null) roots.set(process.id, process);
    const root = process.parent === null ? undefined : roots.get(process.parent);
    if (root !== undefined && !process.detached) roots.set(process.id, root);
  }
  return roots;
}
