/** A lifetime bar for each row: states, what kind of process, how it ended. */
import type { StateInterval } from '../../model/intervals.ts';
import type { ProcessView } from '../../model/views.ts';
import type { Group } from '../row-groups.ts';
import { exitMark, isWaitReason } from '../texts.ts';
import { intervalRuns } from './interval-runs.ts';
import type { Filling } from './patterns.ts';
import { TILE } from './patterns.ts';
import { BAR_HEIGHT, barTop, ROW_HEIGHT, rowTop, type Scene } from './scene.ts';

const RADIUS = 2.5;
const MIN_WIDTH = 2;
/** Bars of members that a group's row has room for. */
const MOST_LANES = 6;
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
    const row = scene.rows.list[index];
    if (row === undefined) continue;
    // The row may show an instant long past; its bar shows all of the process.
    const process = scene.snapshot.process(row.process.id);
    if (row.group !== null) drawGroup(scene, row.group, barTop(scene, index));
    else if (process !== undefined) drawBar(scene, process, barTop(scene, index));
  }
}

/** Some members of a group above each other, each in a thin bar of its own. */
function drawGroup(scene: Scene, { members }: Group, top: number): void {
  const lanes = Math.min(members.length, MOST_LANES);
  for (let lane = 0; lane < lanes; lane += 1) {
    const id = members[Math.floor((lane * members.length) / lanes)]?.id;
    const process = id === undefined ? undefined : scene.snapshot.process(id);
    if (process === undefined) continue;
    const { left, right } = extent(scene, process);
    if (left > scene.width || right < 0) continue;
    const shown = Math.min(right, scene.width + 8) - Math.max(left, -8);
    const from = top + (lane * BAR_HEIGHT) / lanes;
    drawStates(scene, process, from, Math.max(left, -8), shown, BAR_HEIGHT / lanes - 0.4);
  }
}

function extent({ scale, nowUs }: Scene, { startUs, endUs }: ProcessView) {
  const left = scale(startUs);
  return { left, right: Math.max(scale(endUs ?? Math.max(nowUs, startUs)), left + MIN_WIDTH) };
}

export function fillingOf({ state, reason }: StateInterval): Filling | undefined {
  if (state === 'ended') return undefined;
  return state === 'blocked' && isWaitReason(reason) ? 'wait' : state;
}

function drawBar(scene: Scene, process: ProcessView, top: number): void {
  const { width } = scene;
  const { left, right } = extent(scene, process);
  if (left <= width && right >= 0) {
    const shownLeft = Math.max(left, -8);
    const shownWidth = Math.min(right, width + 8) - shownLeft;
    drawStates(scene, process, top, shownLeft, shownWidth, BAR_HEIGHT);
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
  height: number,
): void {
  const { context, scale, fillings, nowUs } = scene;
  context.save();
  context.beginPath();
  context.roundRect(left, top, width, height, Math.min(RADIUS, height / 2));
  context.clip();
  // Patterns lie still on the bar: they move with the rows and with time.
  const phase = scale(0) % TILE;
  context.translate(phase, top);
  const fill = (filling: Filling, from: number, to: number) => {
    context.fillStyle = fillings.get(filling);
    context.fillRect(from - phase, 0, Math.max(to - from, 1), height);
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
  const mark = exitMark(process);
  const wide = context.measureText(mark).width;
  if (end < 0 || end - wide - 6 > width) return;
  const { tone } = snapshot.statusOf(process);
  context.fillStyle =
    tone === 'failed'
      ? theme.color['failed-text']
      : tone === 'daemon'
        ? theme.color['daemon-text']
        : theme.color.dim;
  const color = context.fillStyle;
  const fits = end + 6 + wide <= width;
  const left = fits ? end + 6 : Math.min(end, width) - wide - 4;
  if (!fits) {
    // At the right edge it stands on the bar itself.
    context.fillStyle = theme.color.background;
    context.fillRect(left - 3, top, wide + 6, BAR_HEIGHT);
    context.fillStyle = color;
  }
  context.fillText(mark, left, top + BAR_HEIGHT - 2);
}
