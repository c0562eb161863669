/** Everything on the timeline, from what lies lowest to what lies on top. */
import { drawAxis, drawGrid, drawLosses, drawMainEnded, drawNow } from './draw-axis.ts';
import { drawBars, drawRowGrounds } from './draw-bars.ts';
import { drawCursor, drawFuture } from './draw-cursor.ts';
import { drawForkDots, drawForkLines } from './draw-forks.ts';
import { drawWaits } from './draw-waits.ts';
import type { Scene } from './scene.ts';

export function drawScene(scene: Scene): void {
  drawRowGrounds(scene);
  drawGrid(scene);
  drawForkLines(scene);
  drawBars(scene);
  drawForkDots(scene);
  drawNow(scene);
  drawWaits(scene);
  drawFuture(scene);
  drawAxis(scene);
  drawMainEnded(scene);
  drawLosses(scene);
  drawCursor(scene);
}
