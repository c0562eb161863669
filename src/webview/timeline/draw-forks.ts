/** Connectors from parent to child at the child's start. */
import type { Row } from '../rows.ts';
import { BAR_HEIGHT, barBottom, barTop, clampX, HEAD_HEIGHT, type Scene } from './scene.ts';

/** Rows below the ones in view whose connectors are looked for; further ones share their pixels. */
const LOOK_AHEAD = 2_000;

/** The lines; they lie below the bars, so that only the gaps between rows show them. */
export function drawForkLines(scene: Scene): void {
  const { context, theme } = scene;
  context.strokeStyle = theme.color.dim;
  context.lineWidth = 1;
  context.globalAlpha = 0.6;
  context.beginPath();
  const seen = new Set<number>();
  for (const { row, index, parent } of forksInView(scene)) {
    const x = Math.round(clampX(scene, scene.scale(row.process.startUs))) + 0.5;
    if (x < 0 || x > scene.width) continue;
    if (index > scene.last) {
      // Of those that leave the view at one pixel, one is enough.
      if (seen.has(x)) continue;
      seen.add(x);
    }
    const from = Math.max(barBottom(scene, parent), HEAD_HEIGHT);
    const to = Math.min(barTop(scene, index) + BAR_HEIGHT / 2, scene.height);
    context.moveTo(x, from);
    context.lineTo(x, to);
  }
  context.stroke();
  context.globalAlpha = 1;
}

/** A dot on the parent's bar for each child; it lies above the bar. */
export function drawForkDots(scene: Scene): void {
  const { context, theme } = scene;
  const seen = new Set<string>();
  for (const { row, parent } of forksInView(scene)) {
    if (parent < scene.first) continue;
    const x = scene.scale(row.process.startUs);
    if (x < -4 || x > scene.width + 4) continue;
    const place = `${parent}/${Math.round(x / 4)}`;
    if (seen.has(place)) continue;
    seen.add(place);
    context.fillStyle = theme.color.dim;
    context.strokeStyle = theme.color.background;
    context.lineWidth = 1;
    context.beginPath();
    context.arc(x, barBottom(scene, parent), 2, 0, 2 * Math.PI);
    context.fill();
    context.stroke();
  }
}

interface Fork {
  readonly row: Row;
  readonly index: number;
  readonly parent: number;
}

function* forksInView(scene: Scene): Generator<Fork> {
  const { rows, first, last } = scene;
  const until = Math.min(rows.list.length - 1, last + LOOK_AHEAD);
  for (let index = first; index <= until; index += 1) {
    const row = rows.list[index];
    if (row === undefined || row.process.parent === null || row.depth === 0) continue;
    const parent = scene.rowOf(row.process.parent);
    if (parent === undefined || parent > last || parent === index) continue;
    yield { row, index, parent };
  }
}
