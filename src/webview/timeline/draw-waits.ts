/** Who waits for whom: the words on a wait's hatching, and an arrow to the target at the wait's end. */
import type { WaitView } from '../../model/views.ts';
import { waitLabels } from '../texts.ts';
import { type Arrow, arrowsInView } from './arrows.ts';
import { LabelSpace } from './label-space.ts';
import { barBottom, barTop, HEAD_HEIGHT, ROW_HEIGHT, rowTop, type Scene } from './scene.ts';

const LABEL_HEIGHT = 14;
const LABEL_PADDING = 4;
/** Width in px below which no label is tried. */
const LEAST_LABEL = 20;
const HEAD_LENGTH = 6.5;
/** Length of an arrow to a target that is out of view. */
const LEAVING_LENGTH = 14;

export function drawWaits(scene: Scene): void {
  for (const arrow of arrowsInView(scene)) drawArrow(scene, arrow);
  const space = new LabelSpace();
  const { scale, nowUs } = scene;
  const leastUs = scale.invert(LEAST_LABEL) - scale.invert(0);
  for (let index = scene.first; index <= scene.last; index += 1) {
    const row = scene.rows.list[index];
    if (row === undefined || row.group !== null) continue;
    for (const wait of scene.snapshot.waitsOf(row.id)) {
      // Of thousands of waits on one bar, few have room for a word.
      const isLong = (wait.endUs ?? nowUs) - wait.startUs >= leastUs;
      if (isLong || isCutShort(wait)) drawLabel(scene, wait, index, space);
    }
  }
}

function isCutShort({ outcome }: WaitView): boolean {
  return outcome === 'timed-out' || outcome === 'interrupted';
}

interface Label {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  /** Of the text alone. */
  readonly wide: number;
}

/** The longest label that fits on the wait's hatching. */
function labelInside(
  scene: Scene,
  wait: WaitView,
  index: number,
  from: number,
  to: number,
  space: LabelSpace,
): Label | undefined {
  const room = to - from - 2 * LABEL_PADDING - 4;
  if (room < LEAST_LABEL) return undefined;
  const left = from + LABEL_PADDING;
  for (const text of waitLabels(wait, scene.nowUs)) {
    const wide = scene.context.measureText(text).width;
    if (wide > room) continue;
    const taken = space.take(`${index}`, left, left + wide + 2 * LABEL_PADDING);
    return taken ? { text, left, top: rowTop(scene, index) + 6, wide } : undefined;
  }
  return undefined;
}

/** A timeout is worth a word beside its arrow although its interval is too short for one. */
function labelBelow(
  scene: Scene,
  wait: WaitView,
  index: number,
  to: number,
  space: LabelSpace,
): Label | undefined {
  if (!isCutShort(wait)) return undefined;
  const left = to + 8;
  const line = `${index}, below`;
  if (!space.free(line, left)) return undefined;
  const text = waitLabels(wait, scene.nowUs).at(-1) ?? '';
  const wide = scene.context.measureText(text).width;
  if (!space.take(line, left, left + wide + 2 * LABEL_PADDING)) return undefined;
  return { text, left, top: rowTop(scene, index) + ROW_HEIGHT - 7, wide };
}

function drawLabel(scene: Scene, wait: WaitView, index: number, space: LabelSpace): void {
  const { context, theme, scale, width, nowUs } = scene;
  const from = Math.max(scale(wait.startUs), 0);
  const to = Math.min(scale(wait.endUs ?? nowUs), width);
  if (to < 0 || from > width) return;
  const label =
    labelInside(scene, wait, index, from, to, space) ?? labelBelow(scene, wait, index, to, space);
  if (label === undefined) return;
  const { text, left, top, wide } = label;
  context.fillStyle = theme.color.background;
  context.globalAlpha = 0.9;
  context.beginPath();
  context.roundRect(left, top, wide + 2 * LABEL_PADDING, LABEL_HEIGHT, 2);
  context.fill();
  context.globalAlpha = 1;
  context.fillStyle = theme.color.foreground;
  context.fillText(text, left + LABEL_PADDING, top + LABEL_HEIGHT - 3.5);
}

function drawArrow(scene: Scene, { wait, from, to, x, emphasised, leaves }: Arrow): void {
  const { context, theme, height } = scene;
  const down = to > from;
  const start = down ? barBottom(scene, from) : barTop(scene, from);
  const far = down ? barTop(scene, to) - 0.5 : barBottom(scene, to) + 0.5;
  const tip = leaves ? start + (down ? LEAVING_LENGTH : -LEAVING_LENGTH) : far;
  const visibleStart = Math.min(Math.max(start, HEAD_HEIGHT - 20), height + 20);
  const visibleTip = Math.min(Math.max(tip, HEAD_HEIGHT - 20), height + 20);
  const sign = down ? 1 : -1;
  const bulge = Math.min(9, 4 + Math.abs(visibleTip - visibleStart) / 10);
  const base = visibleTip - sign * HEAD_LENGTH;
  const reach = Math.min(8, Math.abs(base - visibleStart) / 2.5);
  const trace = () => {
    context.beginPath();
    context.moveTo(x, visibleStart);
    context.bezierCurveTo(
      x + bulge,
      visibleStart + sign * reach,
      x + bulge,
      base - sign * reach,
      x + 0.5,
      base,
    );
    context.stroke();
  };
  // A halo keeps the line apart from the bars that it crosses.
  context.strokeStyle = theme.color.background;
  context.globalAlpha = 0.8;
  context.lineWidth = emphasised ? 5 : 4;
  trace();
  context.globalAlpha = 1;
  const color = wait.outcome === 'timed-out' ? theme.color['timed-out'] : theme.color.wait;
  context.strokeStyle = color;
  context.lineWidth = emphasised ? 2.2 : 1.5;
  if (wait.outcome === 'timed-out') context.setLineDash([4, 2.5]);
  if (wait.outcome === 'interrupted') context.setLineDash([1.5, 2.5]);
  trace();
  context.setLineDash([]);
  context.fillStyle = color;
  context.beginPath();
  context.moveTo(x, visibleTip);
  context.lineTo(x - 3.6, base - sign * 0.5);
  context.lineTo(x + 4.2, base - sign * 0.5);
  context.closePath();
  context.fill();
}
