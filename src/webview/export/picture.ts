/** What PNG and SVG have in common: which rows, how large, and what stands beside the bars. */
import { groupStatus, groupTitle } from '../row-groups.ts';
import type { Row } from '../rows.ts';
import type { Snapshot } from '../snapshot.ts';
import { HEAD_HEIGHT, ROW_HEIGHT, type SceneRows } from '../timeline/scene.ts';

/** Width of the names beside the bars. */
export const NAMES_WIDTH = 320;
/** More rows make no picture that one can look at, and none that a browser can draw. */
const MOST_ROWS = 600;

export function pictureRows(rows: SceneRows): SceneRows {
  return rows.list.length <= MOST_ROWS ? rows : { ...rows, list: rows.list.slice(0, MOST_ROWS) };
}

export function pictureHeight({ list }: SceneRows): number {
  return HEAD_HEIGHT + list.length * ROW_HEIGHT + 6;
}

/** `worker-1 41880` and what it does. */
export function rowTexts(
  { process, group }: Row,
  snapshot: Snapshot,
): { name: string; status: string } {
  if (group !== null) {
    const { text } = groupStatus(group, (each) => snapshot.statusOf(each));
    return { name: groupTitle(group), status: text };
  }
  const name = `${snapshot.nameOf(process.id)} ${process.pid}`;
  return { name, status: snapshot.statusOf(process).text };
}
