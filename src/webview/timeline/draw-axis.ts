/** Time axis, grid, the line where main ended, and the line of now. */
import { t } from '../l10n.ts';
import { instantText } from '../texts.ts';
import { ticks } from '../ticks.ts';
import { HEAD_HEIGHT, type Scene } from './scene.ts';

const MIN_TICK_GAP = 60;
const LABEL_BASELINE = 14;
const MARK_BASELINE = 31;

function ticksOf(scene: Scene) {
  const { scale, width } = scene;
  const usPerPx = scale.invert(1) - scale.invert(0);
  return ticks(scale.invert(0), scale.invert(width), usPerPx * MIN_TICK_GAP);
}

/** Lines of the grid; they lie below everything. */
export function drawGrid(scene: Scene): void {
  const { context, theme, scale, height } = scene;
  context.fillStyle = theme.color.grid;
  for (const { us } of ticksOf(scene)) {
    context.fillRect(Math.round(scale(us)), HEAD_HEIGHT, 1, height - HEAD_HEIGHT);
  }
}

/** The strip with the instants; it covers rows that were scrolled below it. */
export function drawAxis(scene: Scene): void {
  const { context, theme, scale, width } = scene;
  context.fillStyle = theme.color.background;
  context.fillRect(0, 0, width, HEAD_HEIGHT);
  context.fillStyle = theme.color.line;
  context.fillRect(0, HEAD_HEIGHT - 1, width, 1);
  context.textAlign = 'left';
  for (const { us, text } of ticksOf(scene)) {
    const x = Math.round(scale(us));
    context.fillStyle = theme.color.grid;
    context.fillRect(x, 4, 1, HEAD_HEIGHT - 5);
    context.fillStyle = theme.color.dim;
    if (x > -30) context.fillText(text, x + 4, LABEL_BASELINE);
  }
}

/** Where main's own code ended: what comes after it is the exit phase. */
export function drawMainEnded(scene: Scene): void {
  const { context, theme, scale, snapshot, width, height } = scene;
  const { mainEndedUs } = snapshot.session;
  if (mainEndedUs === null) return;
  const x = Math.round(scale(mainEndedUs)) + 0.5;
  if (x < 0 || x > width) return;
  context.strokeStyle = theme.color.foreground;
  context.lineWidth = 1;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(x, HEAD_HEIGHT - 17);
  context.lineTo(x, height);
  context.stroke();
  context.setLineDash([]);
  const text = t('main ended {0}', instantText(mainEndedUs));
  const measured = context.measureText(text).width;
  const left = x + 5 + measured <= width ? x + 5 : x - 5 - measured;
  context.fillStyle = theme.color.background;
  context.fillRect(left - 2, MARK_BASELINE - 10, measured + 4, 13);
  context.fillStyle = theme.color.foreground;
  context.fillText(text, left, MARK_BASELINE);
}

/** Where events were lost: what is drawn before it may lack something. */
export function drawLosses(scene: Scene): void {
  const { context, theme, scale, snapshot, width, height } = scene;
  context.font = theme.font;
  for (const { tUs, count } of snapshot.session.losses) {
    const x = Math.round(scale(tUs));
    if (x < 0 || x > width) continue;
    context.strokeStyle = theme.color.failed;
    context.lineWidth = 1.5;
    context.beginPath();
    for (let y = HEAD_HEIGHT - 8, i = 0; y < height; y += 4, i += 1) {
      context.lineTo(x + (i % 2 === 0 ? -2 : 2), y);
    }
    context.stroke();
    const text = t('{0} lost', String(count));
    const wide = context.measureText(text).width;
    const left = Math.min(x + 5, width - wide - 2);
    context.fillStyle = theme.color.background;
    context.fillRect(left - 2, MARK_BASELINE - 10, wide + 4, 13);
    context.fillStyle = theme.color['failed-text'];
    context.fillText(text, left, MARK_BASELINE);
  }
}

export function drawNow(scene: Scene): void {
  const { context, theme, scale, nowUs, live, width, height } = scene;
  const x = Math.round(scale(nowUs));
  if (!live || x < 0 || x > width) return;
  context.globalAlpha = 0.6;
  context.fillStyle = theme.color.wait;
  context.fillRect(x, HEAD_HEIGHT - 6, 1, height - HEAD_HEIGHT + 6);
  context.globalAlpha = 1;
}
