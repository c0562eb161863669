/** The instant that is shown, where it is not the present: its line, and a veil over what came after it. */
import { instantText } from '../texts.ts';
import { HEAD_HEIGHT, type Scene } from './scene.ts';

const VEIL_ALPHA = 0.7;
const BASELINE = 14;

export function drawFuture(scene: Scene): void {
  const { context, theme, scale, cursorUs, width, height } = scene;
  if (cursorUs === null) return;
  const x = Math.max(0, scale(cursorUs));
  context.fillStyle = theme.color.background;
  context.globalAlpha = VEIL_ALPHA;
  context.fillRect(x, HEAD_HEIGHT, Math.max(0, width - x), height - HEAD_HEIGHT);
  context.globalAlpha = 1;
}

export function drawCursor(scene: Scene): void {
  const { context, theme, scale, cursorUs, width, height } = scene;
  if (cursorUs === null) return;
  const x = Math.round(scale(cursorUs));
  if (x < 0 || x > width) return;
  context.fillStyle = theme.color.foreground;
  context.fillRect(x - 1, 0, 2, height);
  const text = instantText(cursorUs);
  const measured = context.measureText(text).width;
  const left = x + 4 + measured + 8 <= width ? x + 1 : x - 9 - measured;
  context.beginPath();
  context.roundRect(left, BASELINE - 11, measured + 8, 15, 2);
  context.fill();
  context.fillStyle = theme.color.background;
  context.fillText(text, left + 4, BASELINE);
}
