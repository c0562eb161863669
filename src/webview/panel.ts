/** The panel at work: messages in, one drawing a frame out, and what the user does in between. */
import { html, nothing, render } from 'lit';
import { nextInstant, previousInstant } from '../model/instants.ts';
import type { SourceSite } from '../model/process-event.ts';
import { safeText } from '../model/safe-text.ts';
import type { FromPanel, ToPanel } from '../protocol/panel-messages.ts';
import { pngOf } from './export/png.ts';
import { svgOf } from './export/svg.ts';
import { treeText } from './export/tree-text.ts';
import { inspector } from './inspector.ts';
import { t } from './l10n.ts';
import type { Layout } from './layout.ts';
import { Pace } from './pace.ts';
import { type PanelInput, wireInput } from './panel-input.ts';
import {
  type ExportKind,
  type PopoverActions,
  type PopoverName,
  popover,
  popoverTitle,
} from './popover.ts';
import type { FilterName } from './row-filter.ts';
import { type Column, nextOrder } from './row-sort.ts';
import { type Rows, rowWindow } from './rows.ts';
import { parseChoices } from './saved-state.ts';
import { ScheduleView } from './schedule/schedule-view.ts';
import { Scroll } from './scroll.ts';
import { neighbourMatch } from './search.ts';
import type { Snapshot } from './snapshot.ts';
import type { PanelStore } from './store.ts';
import { Surface } from './surface.ts';
import { table } from './table.ts';
import { instantText } from './texts.ts';
import { Overview } from './time/overview.ts';
import { type TimeActions, timeBar } from './time/time-bar.ts';
import { attachTimeInput, describeScrubber } from './time/time-input.ts';
import { following, type TimeView, WHOLE } from './time-scale.ts';
import { ROW_HEIGHT } from './timeline/scene.ts';
import { Timeline } from './timeline/timeline.ts';
import { type ToolbarActions, toolbar } from './toolbar.ts';
import { Widths } from './widths.ts';

/** Output lines in the inspector. */
const OUTPUT_LINES = 200;
/** Numbers that run with the clock are written anew at most this often, in ms. */
const LIVE_TEXT_MS = 200;
const SAVE_MS = 300;
/** A frame of a live session that has taken so long leaves the rest to the next one, in ms. */
const FRAME_MS = 8;

export class Panel implements PanelInput, TimeActions, ToolbarActions, PopoverActions {
  readonly store: PanelStore;
  readonly timeline: Timeline;
  readonly overview: Overview;
  readonly layout: Layout;
  hovered: string | null = null;

  readonly #post: (message: FromPanel) => void;
  readonly #save: (state: unknown) => void;
  readonly #widths: Widths;
  readonly #pace: Pace;
  readonly scroll: Scroll;
  readonly #schedule: ScheduleView;
  #frame: number | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;
  #acknowledged = { showing: -1, count: -1 };
  #textsDirty = true;
  #textsAtMs = 0;
  #focusSelected = false;
  /** What the frame before has left to this one of what is new. */
  #due: 'rows' | 'table' | 'timeline' | null = null;
  #open: PopoverName | null = null;
  /** The choices that the host has, as JSON. */
  #kept: string;

  constructor(
    layout: Layout,
    store: PanelStore,
    post: (message: FromPanel) => void,
    save: (state: unknown) => void,
  ) {
    this.layout = layout;
    this.store = store;
    this.#post = post;
    this.#save = save;
    this.#kept = JSON.stringify(store.choices());
    this.timeline = new Timeline(new Surface(layout.canvas, layout.probe), store);
    this.overview = new Overview(new Surface(layout.overview, layout.probe), store);
    this.scroll = new Scroll(layout);
    this.#schedule = new ScheduleView(layout.schedule);
    this.#pace = new Pace(store, this.timeline, this.overview, () => this.invalidatePicture());
    this.#widths = new Widths(layout, store, () => this.changed());
    wireInput(this);
    attachTimeInput(layout.scrubber, {
      store,
      overview: this.overview,
      goTo: (tUs) => this.goTo(tUs),
      setTime: (time) => this.setTime(time),
    });
  }

  receive(message: ToPanel): void {
    if (message.type === 'adopt-choices') {
      if (message.choices !== undefined && message.choices !== null) {
        this.store.adopt(parseChoices(message.choices));
      }
    } else if (message.type !== 'show-comparison') {
      this.store.receive(message, performance.now());
    }
    this.invalidate();
  }

  /** Something that is kept over a reload has changed. */
  changed(): void {
    this.#saving ??= setTimeout(() => {
      this.#saving = undefined;
      this.#save(this.store.toSave());
      this.#keepChoices();
    }, SAVE_MS);
    this.invalidate();
  }

  #keepChoices(): void {
    const choices = this.store.choices();
    const text = JSON.stringify(choices);
    if (text === this.#kept) return;
    this.#kept = text;
    this.#post({ type: 'keep-choices', choices });
  }

  /** Everything is drawn anew at the next frame. */
  invalidate(): void {
    this.#textsDirty = true;
    this.invalidatePicture();
  }

  /** Rows and timeline are drawn anew at the next frame. */
  invalidatePicture(): void {
    this.#frame ??= requestAnimationFrame((ms) => this.#draw(ms));
  }

  resize(): void {
    const { timeline, scrubber } = this.layout;
    this.timeline.surface.resize(timeline.clientWidth, timeline.clientHeight);
    this.overview.surface.resize(scrubber.clientWidth, scrubber.clientHeight);
    this.invalidate();
  }

  themeChanged(): void {
    this.timeline.surface.themeChanged();
    this.overview.surface.themeChanged();
    this.invalidate();
  }

  setTime(time: TimeView): void {
    this.store.time = time;
    this.changed();
  }

  select(process: string | null, { focus = false } = {}): void {
    const { store } = this;
    if (process === null) store.selected = null;
    else {
      store.reveal(process);
      this.scroll.show(store.rows(), store.selected);
      if (store.model?.process(process) !== undefined) {
        this.#post({ type: 'selected', showing: store.showing, process });
      }
    }
    this.#focusSelected ||= focus;
    this.changed();
  }

  setCollapsed(process: string, collapsed: boolean): void {
    this.store.setCollapsed(process, collapsed);
    this.changed();
  }

  open(site: SourceSite): void {
    this.#post({ type: 'open-site', file: site.file, line: site.line });
  }

  toggleFollow(): void {
    const { store } = this;
    const bounds = store.bounds(performance.now());
    this.setTime(following(store.time, bounds, store.time.endUs !== null));
  }

  fit(): void {
    this.setTime(WHOLE);
  }

  /** Shows the session as it was at `tUs`; null: as it is now. */
  goTo(tUs: number | null): void {
    const { store } = this;
    // What stands still is not to move away: with now, the right edge would.
    if (tUs !== null && store.follows && store.time.spanUs !== null) {
      store.time = following(store.time, store.bounds(performance.now()), false);
    }
    store.cursor.goTo(tUs);
    this.invalidate();
  }

  stepBack(): void {
    const { store } = this;
    const picture = store.whole()?.picture;
    const shownUs = store.shownUs(performance.now());
    if (picture !== undefined) this.goTo(previousInstant(picture, shownUs) ?? shownUs);
  }

  stepForward(): void {
    const { store } = this;
    const picture = store.whole()?.picture;
    if (picture === undefined || store.cursor.tUs === null) return;
    this.goTo(nextInstant(picture, store.cursor.tUs));
  }

  togglePlay(): void {
    const { cursor } = this.store;
    const atMs = performance.now();
    if (cursor.playing) cursor.pause();
    else {
      this.goTo(cursor.tUs ?? this.store.bounds(atMs).startUs);
      cursor.play(cursor.tUs ?? 0, atMs);
    }
    this.invalidate();
  }

  focusSearch(): void {
    this.layout.toolbar.querySelector<HTMLElement>('[data-action="search"]')?.focus();
  }

  setSpeed(speed: number): void {
    this.store.cursor.setSpeed(speed, performance.now());
    this.invalidate();
  }

  stop(): void {
    this.#post({ type: 'stop-session', showing: this.store.showing });
  }

  toggleHelpers(): void {
    this.store.setShowHelpers(!this.store.showHelpers);
    this.changed();
  }

  /** They stand where no process is selected. */
  showFindings(): void {
    this.store.inspectorOpen = true;
    this.select(null);
  }

  toggleInspector(): void {
    this.store.inspectorOpen = !this.store.inspectorShown;
    this.changed();
  }

  get scheduleShown(): boolean {
    return this.#schedule.shown;
  }

  toggleSchedule(): void {
    this.#schedule.toggle();
    const { main, time } = this.layout;
    for (const part of [main, time]) part.hidden = this.#schedule.shown;
    this.resize();
  }

  search(query: string): void {
    this.store.query = query;
    this.invalidate();
  }

  leaveSearch(): void {
    this.search('');
    this.layout.tree.querySelector<HTMLElement>('[tabindex="0"]')?.focus({ preventScroll: true });
  }

  goToMatch(by: 1 | -1): void {
    const { store } = this;
    const next = neighbourMatch(store.matches(), store.selected, by);
    if (next !== undefined) this.select(next);
  }

  sortBy(column: Column): void {
    this.store.setOrder(nextOrder(this.store.order, column));
    this.changed();
  }

  treeOrder(): void {
    this.store.setOrder(null);
    this.changed();
  }

  setFilter(filter: FilterName, on: boolean): void {
    this.store.setFilter(filter, on);
    this.changed();
  }

  setColumn(column: Column, shown: boolean): void {
    this.store.setColumn(column, shown);
    this.changed();
  }

  setGrouping(grouping: boolean): void {
    this.store.setGrouping(grouping);
    this.changed();
  }

  togglePopover(name: PopoverName | null): void {
    this.#open = this.#open === name ? null : name;
    this.invalidate();
  }

  export(kind: ExportKind): void {
    this.togglePopover(null);
    const { store } = this;
    const snapshot = store.snapshot();
    const scene = this.timeline.scene(performance.now(), 0, null);
    if (snapshot === undefined || scene === undefined) return;
    if (kind === 'text') {
      this.#post({ type: 'copy-text', text: treeText(store.rows(), snapshot) });
    } else if (kind === 'svg') {
      this.#post({ type: 'save-picture', kind, data: svgOf(scene) });
    } else {
      pngOf(scene).then(
        (data) => this.#post({ type: 'save-picture', kind, data }),
        (error) => console.error(error),
      );
    }
  }

  #drawPopover(): void {
    const { popover: box } = this.layout;
    const name = this.#open;
    box.hidden = name === null;
    if (name !== null) box.setAttribute('aria-label', popoverTitle(name));
    render(name === null ? nothing : popover(name, this.store, this), box);
  }

  #draw(ms: number): void {
    this.#frame = undefined;
    const { store, scroll } = this;
    const fromMs = performance.now();
    const due = this.#due;
    this.#due = null;
    if (due === null && this.overview.countLive(fromMs)) {
      this.invalidatePicture();
      return;
    }
    const isNew = due !== null || store.drain(() => performance.now());
    const pictureFromMs = performance.now();
    /** Whether this frame is over: what the user does comes in between, and the next one goes on. */
    const leaves = (rest: 'rows' | 'table' | 'timeline'): boolean => {
      if (!isNew || !store.live || performance.now() - fromMs <= FRAME_MS) return false;
      store.pictureTook(performance.now() - pictureFromMs);
      this.#due = rest;
      this.invalidatePicture();
      return true;
    };
    if (due === null && isNew) {
      this.#textsDirty = true;
      if (leaves('rows')) return;
    }
    // Both ask the page, which answers at once only while this frame has changed nothing in it.
    if (this.#textsDirty) this.#widths.apply();
    scroll.measure();
    const wanted = store.selectWanted();
    if (wanted) this.#textsDirty = true;
    const atMs = Math.max(ms, performance.now());
    if (store.tick(atMs)) this.#textsDirty = true;
    const snapshot = store.snapshot();
    const rows = store.rows();
    if ((due === null || due === 'rows') && !wanted && leaves('table')) return;
    const inPlace = snapshot !== undefined && scroll.rowsAre(rows, snapshot);
    if (wanted) scroll.show(store.rows(), store.selected);
    const textsDue = store.live && atMs - this.#textsAtMs >= LIVE_TEXT_MS;
    if (this.#textsDirty || textsDue) {
      this.#textsDirty = false;
      this.#textsAtMs = atMs;
      this.#drawTexts(snapshot, rows, atMs);
    }
    this.#drawTable(snapshot, rows, atMs);
    // The timeline still shows the rows before: for one frame that is right only beside the same ones.
    if (due !== 'timeline' && inPlace && !wanted && leaves('timeline')) return;
    this.timeline.draw(atMs, scroll.top, this.hovered);
    this.overview.draw(atMs);
    if (isNew) store.pictureTook(performance.now() - pictureFromMs);
    this.#acknowledge();
    this.#pace.drawn(atMs);
  }

  /** What does not move with every scroll and every frame. */
  #drawTexts(snapshot: Snapshot | undefined, rows: Rows, atMs: number): void {
    const { store, layout } = this;
    const nowUs = store.shownUs(atMs);
    this.scroll.fit(rows);
    this.#schedule.update(store.model, atMs);
    render(toolbar(store, snapshot, rows.helpers, nowUs, this.#open, this), layout.toolbar);
    this.#drawPopover();
    // Room for the last instant: if the label grew, the scrubber would move under the pointer.
    const longest = instantText(store.bounds(atMs).endUs).length;
    layout.timeBar.style.setProperty('--fs-instant-length', String(longest));
    render(timeBar(store, nowUs, this), layout.timeBar);
    describeScrubber(layout.scrubber, this);
    const lost = snapshot?.session.lostEvents ?? 0;
    const problem =
      store.problem ??
      (lost > 0 ? t('{0} events were lost: this view is not complete.', String(lost)) : null);
    layout.problem.hidden = problem === null;
    render(problem === null ? nothing : html`${safeText(problem, 1_000)}`, layout.problem);
    if (snapshot === undefined) return;
    const digits = Math.max(4, snapshot.pidDigits);
    layout.tree.style.setProperty('--fs-pid-digits', String(digits));
    this.#drawInspector(snapshot, nowUs);
    layout.canvas.setAttribute(
      'aria-label',
      t(
        'Timeline of {0} processes. The table beside it says the same in words.',
        String(snapshot.processCount),
      ),
    );
  }

  #drawInspector(snapshot: Snapshot, nowUs: number): void {
    const { store, layout } = this;
    if (!store.inspectorShown) return;
    const process = store.selected === null ? undefined : snapshot.process(store.selected);
    const rows = store.rows();
    const row = rows.list[rows.indexById.get(store.selected ?? '') ?? -1];
    const group = row?.id === store.selected ? (row?.group ?? null) : null;
    const output = process === undefined ? [] : store.outputOf(process.id, OUTPUT_LINES);
    const { findings } = store;
    render(
      inspector({ snapshot, process, group, output, nowUs, findings }, this),
      layout.inspector,
    );
  }

  #drawTable(snapshot: Snapshot | undefined, rows: Rows, atMs: number): void {
    const { layout, store, scroll } = this;
    if (snapshot === undefined) return;
    layout.tree.setAttribute('aria-rowcount', String(rows.list.length + 1));
    render(
      table(
        {
          rows,
          snapshot,
          selected: store.selected,
          hovered: this.hovered,
          scrollTop: scroll.top,
          ...rowWindow(scroll.top, scroll.height, ROW_HEIGHT, rows.list.length),
          nowUs: store.shownUs(atMs),
          matches: new Set(store.matches()),
          hidden: store.hiddenColumns,
          order: store.order,
        },
        this,
      ),
      layout.tree,
    );
    if (this.#focusSelected) {
      this.#focusSelected = false;
      layout.tree
        .querySelector<HTMLElement>('[aria-selected="true"]')
        ?.focus({ preventScroll: true });
    }
  }

  #acknowledge(): void {
    const { showing, applied: count } = this.store;
    if (showing < 0) return;
    if (this.#acknowledged.showing === showing && this.#acknowledged.count === count) return;
    this.#acknowledged = { showing, count };
    this.#post({ type: 'drawn', showing, count });
  }
}
