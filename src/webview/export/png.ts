/** The timeline with its names as a PNG. */
import { drawScene } from '../timeline/draw-scene.ts';
import { BAR_HEIGHT, barTop, type Scene } from '../timeline/scene.ts';
import { NAMES_WIDTH, pictureHeight, pictureRows, rowTexts } from './picture.ts';

/** Pixels a CSS px, as long as the picture is not too large for that. */
const RATIO = 2;
const MOST_PIXELS = 16_000;

/** All rows of `scene`, in base64. */
export async function pngOf(scene: Scene): Promise<string> {
  const rows = pictureRows(scene.rows);
  const height = pictureHeight(rows);
  const ratio = Math.min(RATIO, MOST_PIXELS / height);
  const canvas = document.createElement('canvas');
  canvas.width = Math.round((NAMES_WIDTH + scene.width) * ratio);
  canvas.height = Math.round(height * ratio);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('this browser draws no canvas');
  context.scale(ratio, ratio);
  const { theme } = scene;
  context.fillStyle = theme.color.background;
  context.fillRect(0, 0, NAMES_WIDTH + scene.width, height);
  context.font = theme.font;
  const whole: Scene = {
    ...scene,
    context,
    rows,
    height,
    scrollTop: 0,
    first: 0,
    last: rows.list.length - 1,
    selected: null,
    hovered: null,
  };
  context.save();
  context.translate(NAMES_WIDTH, 0);
  context.beginPath();
  context.rect(0, 0, scene.width, height);
  context.clip();
  drawScene(whole);
  context.restore();
  drawNames(whole);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve));
  return blob === null ? '' : base64(new Uint8Array(await blob.arrayBuffer()));
}

function drawNames(scene: Scene): void {
  const { context, theme, rows, snapshot } = scene;
  rows.list.forEach((row, index) => {
    if (row === undefined) return;
    const { name, status } = rowTexts(row, snapshot);
    const y = barTop(scene, index) + BAR_HEIGHT - 2;
    const left = 8 + Math.min(row.depth, 10) * 14;
    context.fillStyle = theme.color.foreground;
    context.fillText(name, left, y, NAMES_WIDTH * 0.6);
    const after = left + Math.min(context.measureText(name).width, NAMES_WIDTH * 0.6) + 8;
    context.fillStyle = theme.color.dim;
    if (after < NAMES_WIDTH - 30) context.fillText(status, after, y, NAMES_WIDTH - after - 6);
  });
}

function base64(bytes: Uint8Array): string {
  let text = '';
  const chunk = 8_192;
  for (let at = 0; at < bytes.length; at += chunk) {
    text += String.fromCharCode(...bytes.subarray(at, at + chunk));
  }
  return btoa(text);
}
