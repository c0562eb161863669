/** Two sessions beside each other: messages in, one drawing a frame out, and what the user does in between. */
import './comparison.css';
import { html, nothing, render } from 'lit';
import { safeText } from '../../model/safe-text.ts';
import type { FromPanel, ToPanel } from '../../protocol/panel-messages.ts';
import { actionButton } from '../action-button.ts';
import { t } from '../l10n.ts';
import { rowWindow } from '../rows.ts';
import { Scroll } from '../scroll.ts';
import { Surface } from '../surface.ts';
import { panned, type TimeView, viewOf, WHOLE, zoomExtent } from '../time-scale.ts';
import { attachGestures } from '../timeline/gestures.ts';
import { rowAt } from '../timeline/hit-test.ts';
import { HEAD_HEIGHT, ROW_HEIGHT } from '../timeline/scene.ts';
import { Timeline } from '../timeline/timeline.ts';
import { treeAction } from '../tree-keys.ts';
import type { ComparedRows } from './compared-rows.ts';
import { comparisonDetails } from './comparison-details.ts';
import type { ComparisonLayout } from './comparison-layout.ts';
import { type ComparisonStore, SIDES, type SideName, SideTimeline } from './comparison-store.ts';
import { comparisonTable } from './comparison-table.ts';

/** Between two pictures while a session is live, in ms. */
const LIVE_MS = 250;

export class ComparisonPage {
  readonly store: ComparisonStore;
  readonly #layout: ComparisonLayout;
  readonly #scroll: Scroll;
  readonly #timelines: Readonly<Record<SideName, Timeline>>;
  readonly #post: (message: FromPanel) => void;
  readonly #save: (state: unknown) => void;
  readonly #acknowledged: Record<SideName, string> = { a: '', b: '' };
  #hovered: string | null = null;
  #focusSelected = false;
  #frame: number | undefined;
  #again: ReturnType<typeof setTimeout> | undefined;

  constructor(
    layout: ComparisonLayout,
    store: ComparisonStore,
    post: (message: FromPanel) => void,
    save: (state: unknown) => void,
  ) {
    this.store = store;
    this.#layout = layout;
    this.#scroll = new Scroll(layout);
    this.#post = post;
    this.#save = save;
    const timeline = (side: SideName) =>
      new Timeline(new Surface(layout.canvases[side], layout.probe), new SideTimeline(store, side));
    this.#timelines = { a: timeline('a'), b: timeline('b') };
    layout.scroller.addEventListener('scroll', () => this.invalidate());
    const observer = new ResizeObserver(() => this.#resize());
    observer.observe(layout.scroller);
    for (const side of SIDES) this.#wireTimeline(side);
    this.#wireTable();
  }

  receive(message: ToPanel): void {
    if (message.type === 'show-comparison') this.#save(message.state);
    this.store.receive(message, performance.now());
    this.invalidate();
  }

  /** Everything is drawn anew at the next frame. */
  invalidate(): void {
    this.#frame ??= requestAnimationFrame((ms) => this.#draw(ms));
  }

  themeChanged(): void {
    for (const side of SIDES) this.#timelines[side].surface.themeChanged();
    this.invalidate();
  }

  #resize(): void {
    for (const side of SIDES) {
      const { clientWidth, clientHeight } = this.#layout.canvases[side];
      this.#timelines[side].surface.resize(clientWidth, clientHeight);
    }
    this.invalidate();
  }

  #select(row: string | null, { focus = false } = {}): void {
    const { store } = this;
    store.selected = row;
    this.#focusSelected ||= focus;
    this.#scroll.show(store.rows(performance.now()), row);
    this.invalidate();
  }

  #hover(row: string | null): void {
    if (this.#hovered === row) return;
    this.#hovered = row;
    this.invalidate();
  }

  #setTime(time: TimeView): void {
    this.store.time = time;
    this.invalidate();
  }

  #wireTable(): void {
    const { tree } = this.#layout;
    const idOf = (event: Event) =>
      event.target instanceof Element
        ? (event.target.closest<HTMLElement>('[data-process-id]')?.dataset.processId ?? null)
        : null;
    tree.addEventListener('click', (event) => this.#select(idOf(event), { focus: true }));
    tree.addEventListener('pointermove', (event) => this.#hover(idOf(event)));
    tree.addEventListener('pointerleave', () => this.#hover(null));
    tree.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const current = this.store.selected ?? idOf(event);
      const rows = this.store.rows(performance.now());
      const action = treeAction(event.key, rows, current, this.#scroll.page);
      if (action === undefined) return;
      event.preventDefault();
      if (action.type === 'select') this.#select(action.process, { focus: true });
      else if (action.type === 'open-start') {
        const site = this.store.selectedRow(performance.now())?.process.startSite;
        if (site) this.#post({ type: 'open-site', file: site.file, line: site.line });
      }
    });
  }

  #wireTimeline(side: SideName): void {
    const { store } = this;
    const { scroller, canvases } = this.#layout;
    const canvas = canvases[side];
    const timeline = this.#timelines[side];
    const bounds = () => store.bounds(performance.now());
    attachGestures(canvas, {
      scale: () => timeline.scale(performance.now()),
      zoomExtent: () => zoomExtent(store.time, bounds()),
      show: (range) => this.#setTime(viewOf(range, bounds())),
      pan: (px) =>
        this.#setTime(panned(store.time, bounds(), px / Math.max(1, timeline.surface.width))),
      scroll: (px) => {
        scroller.scrollTop += px;
      },
      goTo: () => undefined,
    });
    const rowOf = (event: MouseEvent) => {
      const rows = store.rows(performance.now());
      const index = rowAt(event.offsetY, scroller.scrollTop, rows.list.length);
      return index === undefined ? null : (rows.list[index]?.id ?? null);
    };
    canvas.addEventListener('click', (event) => {
      if (event.offsetY >= HEAD_HEIGHT) this.#select(rowOf(event));
    });
    canvas.addEventListener('pointermove', (event) => this.#hover(rowOf(event)));
    canvas.addEventListener('pointerleave', () => this.#hover(null));
  }

  #draw(ms: number): void {
    this.#frame = undefined;
    const { store } = this;
    const layout = this.#layout;
    this.#scroll.measure();
    store.drain(() => performance.now());
    const atMs = Math.max(ms, performance.now());
    const rows = store.rows(atMs);
    this.#scroll.fit(rows);
    this.#drawToolbar(rows, atMs);
    this.#drawTable(rows);
    for (const side of SIDES) {
      const hovered = rows.list[rows.indexById.get(this.#hovered ?? '') ?? -1];
      const process = hovered?.compared[side] ?? null;
      this.#timelines[side].draw(atMs, this.#scroll.top, process);
      const title = safeText(store.sides[side].title);
      const label = t('Timeline of {0}. The table beside it says the same in words.', title);
      layout.canvases[side].setAttribute('aria-label', label);
    }
    render(comparisonDetails(store, atMs, this.#post), layout.details);
    this.#acknowledge();
    clearTimeout(this.#again);
    if (!store.growing) return;
    const delayMs = Math.min(LIVE_MS, store.drainDelay(performance.now()) ?? LIVE_MS);
    this.#again = setTimeout(() => this.invalidate(), delayMs);
  }

  #drawToolbar(rows: ComparedRows, atMs: number): void {
    const { store } = this;
    const processes = store.comparison(atMs)?.processes ?? [];
    const differing = processes.filter(({ differences }) => differences.length > 0).length;
    const summary =
      rows.list.length === 0 && processes.length === 0
        ? ''
        : differing === 0
          ? t('no differences')
          : t('{0} of {1} differ', String(differing), String(processes.length));
    render(
      html`${SIDES.map(
        (side) =>
          html`<h1 class="fs-title" data-side=${side}
            >${side.toUpperCase()}: <bdi>${safeText(store.sides[side].title)}</bdi></h1
          >`,
      )}
        <span class="fs-summary">${summary}</span>
        <span class="fs-space"></span>
        ${actionButton(
          'only-differences',
          'filter',
          t('Show only what differs'),
          () => {
            store.onlyDifferences = !store.onlyDifferences;
            this.invalidate();
          },
          { text: t('Only differences'), pressed: store.onlyDifferences },
        )}
        ${actionButton('fit', 'screen-normal', t('Show both sessions whole'), () => this.#setTime(WHOLE), { text: t('Fit') })}`,
      this.#layout.toolbar,
    );
    const problem = SIDES.map((side) => store.sides[side].problem).find((each) => each !== null);
    this.#layout.problem.hidden = problem === undefined;
    render(problem == null ? nothing : safeText(problem, 1_000), this.#layout.problem);
  }

  #drawTable(rows: ComparedRows): void {
    const { tree } = this.#layout;
    const { top, height } = this.#scroll;
    tree.setAttribute('aria-rowcount', String(rows.list.length + 1));
    render(
      comparisonTable({
        rows,
        selected: this.store.selected,
        hovered: this.#hovered,
        scrollTop: top,
        ...rowWindow(top, height, ROW_HEIGHT, rows.list.length),
        nameOf: ({ name, pid }) => safeText(name) || String(pid),
      }),
      tree,
    );
    if (!this.#focusSelected) return;
    this.#focusSelected = false;
    tree.querySelector<HTMLElement>('[aria-selected="true"]')?.focus({ preventScroll: true });
  }

  #acknowledge(): void {
    for (const side of SIDES) {
      const { showing, applied: count } = this.store.sides[side];
      const drawn = `${showing}/${count}`;
      if (showing < 0 || this.#acknowledged[side] === drawn) continue;
      this.#acknowledged[side] = drawn;
      this.#post({ type: 'drawn', showing, count });
    }
  }
}
