/** A lifetime bar for each row: states, what kind of process, how it ended. */
import type { StateInterval } from '../../model/intervals.ts';
import type { ProcessView } from '../../model/views.ts';
import { exitMark, isWaitReason } from '../texts.ts';
import { intervalRuns } from './interval-runs.ts';
import type { Filling } from './patterns.ts';
import { TILE } from './patterns.ts';
import { BAR_HEIGHT, barTop, ROW_HEIGHT, rowTop, type Scene } from './scene.ts';

const RADIUS = 2.5;
const MIN_WIDTH = 2;
/** Weaker than in the table: bars have to stand out from it. */
const GROUND_ALPHA = 0.5;
/** Height of the tail that a process draws while it is a zombie. */
const ZOMBIE_HEIGHT = 6;

/** Ground of the selected row and of the one under the pointer, as in the table. */
export function drawRowGrounds(scene: Scene): void {
  const { context, theme, rows, width, selected, hovered } = scene;
  for (const [id, color] of [
    [hovered, theme.color.hover],
    [selected, theme.color.selection],
  ] as const) {
    const index = id === null ? undefined : rows.indexById.get(id);
    if (index === undefined) continue;
    context.fillStyle = color;
    context.globalAlpha = GROUND_ALPHA;
    context.fillRect(0, rowTop(scene, index), width, ROW_HEIGHT);
    context.globalAlpha = 1;
  }
}

export function drawBars(scene: Scene): void {
  for (let index = scene.first; index <= scene.last; index += 1) {
    const id = scene.rows.list[index]?.process.id;
    // The row may show an instant long past; its bar shows all of the process.
    const process = id === undefined ? undefined : scene.snapshot.process(id);
    if (process !== undefined) drawBar(scene, process, barTop(scene, index));
  }
}

export function fillingOf({ state, reason }: StateInterval): Filling | undefined {
  if (state === 'ended') return undefined;
  return state === 'blocked' && isWaitReason(reason) ? 'wait' : state;
}

function drawBar(scene: Scene, process: ProcessView, top: number): void {
  const { scale, width, nowUs } = scene;
  const left = scale(process.startUs);
  const right = Math.max(
    scale(process.endUs ?? Math.max(nowUs, process.startUs)),
    left + MIN_WIDTH,
  );
  if (left <= width && right >= 0) {
    const shownLeft = Math.max(left, -8);
    const shownWidth = Math.min(right, width + 8) - shownLeft;
    drawStates(scene, process, top, shownLeft, shownWidth);
    drawOutline(scene, process, top, shownLeft, shownWidth);
  }
  if (process.endUs !== null) drawEnd(scene, process, top, right);
}

function drawStates(
  scene: Scene,
  process: ProcessView,
  top: number,
  left: number,
  width: number,
): void {
  const { context, scale, fillings, nowUs } = scene;
  context.save();
  context.beginPath();
  context.roundRect(left, top, width, BAR_HEIGHT, RADIUS);
  context.clip();
  // Patterns lie still on the bar: they move with the rows and with time.
  const phase = scale(0) % TILE;
  context.translate(phase, top);
  const fill = (filling: Filling, from: number, to: number) => {
    context.fillStyle = fillings.get(filling);
    context.fillRect(from - phase, 0, Math.max(to - from, 1), BAR_HEIGHT);
  };
  const pixelUs = scale.invert(1) - scale.invert(0);
  const [fromUs, toUs] = [scale.invert(left), scale.invert(left + width)];
  for (const interval of intervalRuns(process.intervals, fromUs, toUs, pixelUs)) {
    const filling = fillingOf(interval);
    if (filling === undefined || filling === 'zombie') continue;
    const from = Math.max(scale(interval.startUs), left);
    const to = Math.min(scale(interval.endUs ?? nowUs), left + width);
    fill(filling, from, interval.endUs === null ? left + width : to);
  }
  if (process.intervals.length === 0) fill('unknown', left, left + width);
  context.restore();
}

function drawOutline(
  scene: Scene,
  process: ProcessView,
  top: number,
  left: number,
  width: number,
): void {
  const { context, theme, snapshot } = scene;
  const failed = snapshot.statusOf(process).tone === 'failed';
  context.beginPath();
  if (process.daemon) {
    context.strokeStyle = theme.color.daemon;
    context.lineWidth = 1.8;
    context.setLineDash([5, 3]);
  } else {
    context.strokeStyle = failed ? theme.color.failed : theme.color.edge;
    context.lineWidth = failed ? 1.5 : 1;
  }
  context.roundRect(left, top - 0.5, width, BAR_HEIGHT + 1, RADIUS);
  context.stroke();
  context.setLineDash([]);
}

/** The zombie's tail, if it was one, and the mark that says how it ended. */
function drawEnd(scene: Scene, process: ProcessView, top: number, right: number): void {
  const { context, theme, scale, fillings, snapshot, nowUs, width } = scene;
  let end = right;
  const zombie = process.intervals.at(-1);
  if (zombie?.state === 'zombie') {
    end = Math.max(scale(zombie.endUs ?? nowUs), right);
    const y = top + (BAR_HEIGHT - ZOMBIE_HEIGHT) / 2;
    context.fillStyle = fillings.get('zombie');
    context.fillRect(right, y, Math.min(end, width + 8) - right, ZOMBIE_HEIGHT);
    context.strokeStyle = theme.color.zombie;
    context.lineWidth = 1;
    context.strokeRect(right, y, Math.min(end, width + 8) - right, ZOMBIE_HEIGHT);
  }
  if (end < 0 || end > width) return;
  const { tone } = snapshot.statusOf(process);
  context.fillStyle =
    tone === 'failed'
      ? theme.color['failed-text']
      : tone === 'daemon'
        ? theme.color['daemon-text']
        : theme.color.dim;
  context.fillText(exitMark(process), end + 6, top + BAR_HEIGHT - 2);
}
