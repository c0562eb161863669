/** What the drawing functions share: one picture of the timeline. */
import type { Row, Rows } from '../rows.ts';
import type { Snapshot } from '../snapshot.ts';
import type { TimeScale } from '../time-scale.ts';
import type { Theme } from './colors.ts';
import type { Fillings } from './patterns.ts';

export const ROW_HEIGHT = 26;
/** Height of the table's head and of the axis beside it. */
export const HEAD_HEIGHT = 38;
export const BAR_TOP = 7;
export const BAR_HEIGHT = 12;

/** Rows of a timeline; one may be empty, where it stands beside another timeline. */
export interface SceneRows extends Pick<Rows, 'indexById'> {
  readonly list: readonly (Row | undefined)[];
}

export interface Scene {
  readonly context: CanvasRenderingContext2D;
  readonly theme: Theme;
  readonly fillings: Fillings;
  /** In CSS px. */
  readonly width: number;
  readonly height: number;
  readonly scrollTop: number;
  readonly scale: TimeScale;
  readonly snapshot: Snapshot;
  readonly rows: SceneRows;
  /** Rows in view, first and last included. */
  readonly first: number;
  readonly last: number;
  readonly nowUs: number;
  readonly live: boolean;
  /** The instant that tree and inspector show; null: now. */
  readonly cursorUs: number | null;
  readonly selected: string | null;
  readonly hovered: string | null;
  /** Row that stands for a process, its own or an ancestor's. */
  readonly rowOf: (id: string) => number | undefined;
}

/** Top of a row on the canvas. */
export function rowTop({ scrollTop }: Scene, index: number): number {
  return HEAD_HEIGHT + index * ROW_HEIGHT - scrollTop;
}

export function barTop(scene: Scene, index: number): number {
  return rowTop(scene, index) + BAR_TOP;
}

export function barBottom(scene: Scene, index: number): number {
  return barTop(scene, index) + BAR_HEIGHT;
}

/** Keeps what lies far outside near the canvas, where lines to it still run right. */
export function clampX({ width }: Scene, x: number): number {
  return Math.min(Math.max(x, -200), width + 200);
}
