/** Fillings of the bars: each state has its own, so that colour is never the only sign of it. */
import type { ProcessState } from '../../model/process-event.ts';
import type { Theme } from './colors.ts';

export type Filling = Exclude<ProcessState, 'ended'> | 'wait';

/** Side of a tile in px; patterns repeat after it. */
export const TILE = 6;

type Draw = (tile: OffscreenCanvasRenderingContext2D) => void;

export class Fillings {
  readonly #patterns: ReadonlyMap<Filling, CanvasPattern | string>;

  constructor(context: CanvasRenderingContext2D, theme: Theme, ratio: number) {
    const { color } = theme;
    const tiled = (ground: string | null, draw: Draw): CanvasPattern | string => {
      const size = Math.max(1, Math.round(TILE * ratio));
      const tile = new OffscreenCanvas(size, size).getContext('2d');
      if (tile === null) return ground ?? 'transparent';
      tile.scale(size / TILE, size / TILE);
      if (ground !== null) {
        tile.fillStyle = ground;
        tile.fillRect(0, 0, TILE, TILE);
      }
      draw(tile);
      const pattern = context.createPattern(tile.canvas, 'repeat');
      pattern?.setTransform(new DOMMatrix().scale(TILE / size));
      return pattern ?? ground ?? 'transparent';
    };
    this.#patterns = new Map<Filling, CanvasPattern | string>([
      ['running', color.running],
      [
        'blocked',
        tiled(color.blocked, (tile) => fill(tile, color['blocked-mark'], 0, 2.5, TILE, 1)),
      ],
      ['ready', tiled(color.ready, (tile) => dots(tile, color['ready-mark']))],
      ['wait', tiled(color['wait-ground'], (tile) => stripes(tile, color.wait, 2.1))],
      ['stopped', tiled(null, (tile) => fill(tile, color.stopped, 0, 0, 3, TILE))],
      ['unknown', tiled(null, (tile) => fill(tile, color.unknown, 0, 2.5, 3, 1))],
      ['zombie', tiled(null, (tile) => cross(tile, color.zombie))],
    ]);
  }

  get(filling: Filling): CanvasPattern | string {
    return this.#patterns.get(filling) ?? 'transparent';
  }
}

function fill(
  tile: OffscreenCanvasRenderingContext2D,
  color: string,
  x: number,
  y: number,
  width: number,
  height: number,
): void {
  tile.fillStyle = color;
  tile.fillRect(x, y, width, height);
}

function dots(tile: OffscreenCanvasRenderingContext2D, color: string): void {
  tile.fillStyle = color;
  for (const [x, y] of [
    [1, 1],
    [4, 4],
  ] as const) {
    tile.fillRect(x, y, 1.2, 1.2);
  }
}

/** Diagonals, rising to the right. */
function stripes(tile: OffscreenCanvasRenderingContext2D, color: string, width: number): void {
  tile.strokeStyle = color;
  tile.lineWidth = width;
  tile.beginPath();
  for (const shift of [-TILE, 0, TILE]) {
    tile.moveTo(shift - 1, TILE + 1);
    tile.lineTo(shift + TILE + 1, -1);
  }
  tile.stroke();
}

function cross(tile: OffscreenCanvasRenderingContext2D, color: string): void {
  tile.strokeStyle = color;
  tile.lineWidth = 0.9;
  tile.beginPath();
  tile.moveTo(0, 0);
  tile.lineTo(TILE, TILE);
  tile.moveTo(TILE, 0);
  tile.lineTo(0, TILE);
  tile.stroke();
}
