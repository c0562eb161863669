/** What the comparison knows: both sessions, what differs between them, and what the user chose to see. */
import { type Comparison, compareSessions } from '../../model/comparison/compare.ts';
import type { ToPanel } from '../../protocol/panel-messages.ts';
import { NO_ROWS } from '../rows.ts';
import { PanelStore } from '../store.ts';
import { type TimeBounds, type TimeView, WHOLE } from '../time-scale.ts';
import type { SceneRows } from '../timeline/scene.ts';
import type { TimelineSource } from '../timeline/timeline.ts';
import { type ComparedRow, type ComparedRows, comparedRows } from './compared-rows.ts';

export const SIDES = ['a', 'b'] as const;
export type SideName = (typeof SIDES)[number];

const NONE: ComparedRows = { ...NO_ROWS, list: [], a: NO_ROWS, b: NO_ROWS };
/** While a session grows, or is read, it is compared at most this often, in ms. */
const ANEW_MS = 1_000;

export class ComparisonStore {
  readonly sides: Readonly<Record<SideName, PanelStore>> = {
    a: new PanelStore(),
    b: new PanelStore(),
  };
  time: TimeView = WHOLE;
  /** Id of the selected row. */
  selected: string | null = null;
  onlyDifferences = false;
  #showings: Readonly<Record<SideName, number>> = { a: -1, b: -1 };
  #compared: { key: string; atMs: number; comparison: Comparison } | undefined;
  #rows: { key: string; rows: ComparedRows } | undefined;

  /** Takes in a message that arrived at `atMs` of the page's clock. */
  receive(message: ToPanel, atMs: number): void {
    if (message.type === 'show-comparison') {
      this.#showings = { a: message.a, b: message.b };
      return;
    }
    if (message.type === 'adopt-choices') return;
    const side = SIDES.find((each) => this.#showings[each] === message.showing);
    if (side !== undefined) this.sides[side].receive(message, atMs);
  }

  showingOf(side: SideName): number {
    return this.#showings[side];
  }

  /** Gives queued events to the models. Returns whether there is anything new. */
  drain(clock: () => number): boolean {
    const drained = SIDES.map((side) => this.sides[side].drain(clock));
    return drained.includes(true);
  }

  /** Whether a session goes on, or is still being read. */
  get growing(): boolean {
    return SIDES.some((side) => this.sides[side].live || this.sides[side].hasQueued);
  }

  /** When queued events are due, in ms from now; undefined where there are none. */
  drainDelay(atMs: number): number | undefined {
    const delays = SIDES.map((side) => this.sides[side])
      .filter(({ hasQueued }) => hasQueued)
      .map((side) => side.reductionDelay(atMs));
    return delays.length === 0 ? undefined : Math.min(...delays);
  }

  /** What differs; undefined until both sessions are there. */
  comparison(atMs: number): Comparison | undefined {
    const [a, b] = [this.sides.a.whole(), this.sides.b.whole()];
    if (a === undefined || b === undefined) return undefined;
    const key = `${a.session.id}/${a.revision}/${b.session.id}/${b.revision}`;
    const known = this.#compared;
    if (
      known === undefined ||
      (known.key !== key && (!this.growing || atMs - known.atMs >= ANEW_MS))
    ) {
      this.#compared = { key, atMs, comparison: compareSessions(a.picture, b.picture) };
    }
    return this.#compared?.comparison;
  }

  rows(atMs: number): ComparedRows {
    const comparison = this.comparison(atMs);
    const [a, b] = [this.sides.a.whole(), this.sides.b.whole()];
    if (comparison === undefined || a === undefined || b === undefined) return NONE;
    const key = `${this.#compared?.key}/${this.onlyDifferences}`;
    if (this.#rows?.key !== key) {
      this.#rows = { key, rows: comparedRows(comparison, a, b, this.onlyDifferences) };
    }
    return this.#rows.rows;
  }

  selectedRow(atMs: number): ComparedRow | undefined {
    const rows = this.rows(atMs);
    return rows.list[rows.indexById.get(this.selected ?? '') ?? -1];
  }

  /** Both sessions begin at the same place and are drawn to the same scale. */
  bounds(atMs: number): TimeBounds {
    const [a, b] = [this.sides.a.bounds(atMs), this.sides.b.bounds(atMs)];
    return {
      startUs: Math.min(a.startUs, b.startUs),
      endUs: Math.max(a.endUs, b.endUs),
      earliestUs: Math.min(a.earliestUs, b.earliestUs),
    };
  }
}

/** One of the two timelines. */
export class SideTimeline implements TimelineSource {
  readonly cursor = { tUs: null };
  readonly follows = false;
  readonly #store: ComparisonStore;
  readonly #side: SideName;

  constructor(store: ComparisonStore, side: SideName) {
    this.#store = store;
    this.#side = side;
  }

  get time(): TimeView {
    return this.#store.time;
  }

  get live(): boolean {
    return this.#store.sides[this.#side].live;
  }

  get selected(): string | null {
    return this.#store.selectedRow(performance.now())?.compared[this.#side] ?? null;
  }

  bounds(atMs: number): TimeBounds {
    return this.#store.bounds(atMs);
  }

  nowUs(atMs: number): number {
    return this.#store.sides[this.#side].nowUs(atMs);
  }

  whole() {
    return this.#store.sides[this.#side].whole();
  }

  rows(): SceneRows {
    return this.#store.rows(performance.now())[this.#side];
  }
}
