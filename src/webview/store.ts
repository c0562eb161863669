/**
 * What the panel knows: the shown session, reduced by the core's model, its clock, and what the user
 * chose to see of it. No DOM here; times of the page's clock come in as arguments.
 */
import type { Finding } from '../model/findings/finding.ts';
import { PictureAt } from '../model/picture-at.ts';
import type { SessionEvent } from '../model/process-event.ts';
import { safeText } from '../model/safe-text.ts';
import { SessionModel } from '../model/session-model.ts';
import type { OutputView, ProcessView } from '../model/views.ts';
import type {
  AdoptChoices,
  MoreEvents,
  ShowComparison,
  ShowSession,
  ToPanel,
} from '../protocol/panel-messages.ts';
import { type FilterName, passes } from './row-filter.ts';
import { isCrowdId } from './row-groups.ts';
import { hostRowId } from './row-hosts.ts';
import { type Column, heldOrder, inColumnOrder, type RowOrder } from './row-sort.ts';
import { NO_ROWS, type RowOptions, type Rows, visibleRows } from './rows.ts';
import { type Choices, FRESH, type SavedState } from './saved-state.ts';
import { matchesOf } from './search.ts';
import { Snapshot } from './snapshot.ts';
import { TimeCursor } from './time/time-cursor.ts';
import { type TimeBounds, type TimeView, timeBounds, WHOLE } from './time-scale.ts';

/** After a reduction and its picture the next one waits this many times as long: panning goes on. */
const REST_FACTOR = 4;
/** One drawing takes in events for so long, in ms: the first view comes soon, and none is held up for long. */
const DRAIN_MS = { first: 10, later: 40 };
/** The clock is looked at after so many events. */
const DRAIN_STEP = 250;
/** So many events at once are not what happens now but what happened before. */
const BACKLOG = 5_000;

export class PanelStore {
  showing = -1;
  title = '';
  problem: string | null = null;
  live = false;
  findings: readonly Finding[] = [];
  /** Events of the showing that the model holds; more may be queued. */
  applied = 0;
  selected: string | null;
  time: TimeView;
  showHelpers: boolean;
  inspectorOpen: boolean | null;
  roomForInspector = true;
  tableWidth: number | null;
  inspectorWidth: number | null;
  readonly collapsed: Set<string>;
  readonly openGroups: Set<string>;
  readonly filters: Set<FilterName>;
  hiddenColumns: ReadonlySet<Column>;
  order: RowOrder | null;
  grouping: boolean;
  /** What is searched for. */
  query = '';
  /** The instant that is shown. */
  readonly cursor = new TimeCursor();

  #sessionId: string | null;
  #model: SessionModel | undefined;
  #whole: Snapshot | undefined;
  #past: { tUs: number; snapshot: Snapshot } | undefined;
  #rows: { key: string; order: RowOrder | null; rows: Rows } | undefined;
  #holding = false;
  #matches: { key: string; ids: readonly string[] } | undefined;
  #rowsVersion = 0;
  #queue: SessionEvent[] = [];
  /** What the host asked to select, until the session has it. */
  #wanted: { showing: number; process: string } | undefined;
  #nextReductionMs = 0;
  #clock: { nowUs: number; atMs: number } | undefined;

  constructor(saved: SavedState = FRESH) {
    this.#sessionId = saved.session;
    this.time = saved.time;
    this.selected = saved.selected;
    this.collapsed = new Set(saved.collapsed);
    this.showHelpers = saved.showHelpers;
    this.inspectorOpen = saved.inspectorOpen;
    this.tableWidth = saved.tableWidth;
    this.inspectorWidth = saved.inspectorWidth;
    this.hiddenColumns = new Set(saved.hiddenColumns);
    this.order = saved.order;
    this.grouping = saved.grouping;
    this.openGroups = new Set(saved.openGroups);
    this.filters = new Set(saved.filters);
  }

  /** The shown session, as far as its events have been reduced. */
  get model(): SessionModel | undefined {
    return this.#model;
  }

  toSave(): SavedState {
    return {
      ...this.choices(),
      session: this.#sessionId,
      time: this.time,
      collapsed: [...this.collapsed],
      selected: this.selected,
      openGroups: [...this.openGroups],
      filters: [...this.filters],
    };
  }

  choices(): Choices {
    const { showHelpers, inspectorOpen, tableWidth, inspectorWidth, order, grouping } = this;
    const hiddenColumns = [...this.hiddenColumns];
    return {
      showHelpers,
      inspectorOpen,
      tableWidth,
      inspectorWidth,
      hiddenColumns,
      order,
      grouping,
    };
  }

  /** Takes in a message that arrived at `atMs` of the page's clock. */
  receive(message: Exclude<ToPanel, AdoptChoices | ShowComparison>, atMs: number): void {
    if (message.type === 'show-session') {
      this.#show(message);
      return;
    }
    if (message.type === 'select-process') {
      const { showing, process } = message;
      if (showing >= this.showing) this.#wanted = { showing, process };
      return;
    }
    if (message.type === 'show-problem') {
      // That of a trace which cannot be read comes without a session.
      if (message.showing >= this.showing) this.problem = message.message;
      return;
    }
    if (message.showing !== this.showing) return;
    switch (message.type) {
      case 'more-events':
        this.#enqueue(message, atMs);
        return;
      case 'show-findings':
        this.findings = message.findings;
    }
  }

  #show({ showing, title, header }: ShowSession): void {
    this.showing = showing;
    this.title = title;
    this.problem = null;
    this.findings = [];
    this.live = false;
    this.applied = 0;
    this.#queue = [];
    this.#nextReductionMs = 0;
    this.#clock = undefined;
    this.#model = new SessionModel(header);
    this.#whole = undefined;
    this.#past = undefined;
    this.cursor.goTo(null);
    this.#rowsVersion += 1;
    if (header.id === this.#sessionId) return;
    this.#sessionId = header.id;
    this.time = WHOLE;
    this.selected = null;
    this.collapsed.clear();
    this.openGroups.clear();
  }

  #enqueue({ events, nowUs, live }: MoreEvents, atMs: number): void {
    for (const event of events) this.#queue.push(event);
    this.live = live;
    this.#clock = nowUs === null ? undefined : { nowUs, atMs };
  }

  get hasQueued(): boolean {
    return this.#queue.length > 0;
  }

  /** How long the next reduction has to wait, in ms; 0 when it is due. Catching up does not wait. */
  reductionDelay(atMs: number): number {
    if (!this.live || this.#queue.length >= BACKLOG) return 0;
    return Math.max(0, this.#nextReductionMs - atMs);
  }

  /**
   * Gives queued events to the model if that is due, as many as there is time for. Returns whether there
   * is anything new.
   */
  drain(clock: () => number): boolean {
    const fromMs = clock();
    if (this.#queue.length === 0 || this.reductionDelay(fromMs) > 0) return false;
    const model = this.#model;
    if (model === undefined) return false;
    const untilDrawnMs = fromMs + (this.applied === 0 ? DRAIN_MS.first : DRAIN_MS.later);
    let taken = 0;
    do {
      for (const event of this.#queue.slice(taken, taken + DRAIN_STEP)) model.apply(event);
      taken += DRAIN_STEP;
    } while (taken < this.#queue.length && clock() < untilDrawnMs);
    this.applied += Math.min(taken, this.#queue.length);
    this.#queue = this.#queue.slice(taken);
    this.snapshot();
    const untilMs = clock();
    this.#nextReductionMs = untilMs + (untilMs - fromMs) * REST_FACTOR;
    return true;
  }

  /** The picture of what was reduced last took `ms` to draw: the next reduction waits for that, too. */
  pictureTook(ms: number): void {
    this.#nextReductionMs += ms * (1 + REST_FACTOR);
  }

  /** Selects what the host asked for as soon as the session has it; returns whether it did so now. */
  selectWanted(): boolean {
    const wanted = this.#wanted;
    if (wanted === undefined || wanted.showing !== this.showing) return false;
    if (this.#model?.process(wanted.process) === undefined) return false;
    this.#wanted = undefined;
    this.reveal(wanted.process);
    return true;
  }

  /** All that is known of the session. */
  whole(): Snapshot | undefined {
    const model = this.#model;
    if (model === undefined) return undefined;
    if (this.#whole?.revision !== model.revision) this.#whole = new Snapshot(model);
    return this.#whole;
  }

  /** The session at the instant that is shown. */
  snapshot(): Snapshot | undefined {
    const whole = this.whole();
    const { tUs } = this.cursor;
    if (whole === undefined || tUs === null) return whole;
    if (this.#past?.tUs !== tUs || this.#past.snapshot.revision !== whole.revision) {
      this.#past = { tUs, snapshot: new Snapshot(new PictureAt(whole.picture, tUs)) };
    }
    return this.#past.snapshot;
  }

  rows(): Rows {
    const snapshot = this.snapshot();
    if (snapshot === undefined) return NO_ROWS;
    const filtered = this.filters.size > 0 ? this.selected : '';
    const key = `${snapshot.revision}/${this.cursor.tUs}/${this.#rowsVersion}/${filtered}`;
    if (this.#rows?.key !== key) {
      const rows = visibleRows(snapshot.picture, this.#rowOptions(snapshot));
      this.#rows = { key, order: this.order, rows };
    }
    return this.#rows.rows;
  }

  #rowOptions(snapshot: Snapshot): RowOptions {
    const { collapsed, showHelpers, grouping, openGroups, filters, order, selected } = this;
    const toneOf = (process: ProcessView) => snapshot.statusOf(process).tone;
    const statusOf = (process: ProcessView) => snapshot.statusOf(process).text;
    const before = this.#holding && this.#rows?.order === order ? this.#rows.rows : undefined;
    const ordered = (processes: readonly ProcessView[], by: RowOrder) => {
      const sorted = inColumnOrder(processes, by, statusOf);
      return before === undefined ? sorted : heldOrder(sorted, before.indexById);
    };
    return {
      hosts: snapshot.session.hosts.map(({ name }) => safeText(name)),
      collapsed,
      showHelpers,
      openGroups: grouping ? openGroups : null,
      // What is selected stays in sight whatever becomes of it.
      accepts:
        filters.size === 0
          ? null
          : (process) => process.id === selected || passes(filters, process, toneOf),
      inOrder: order === null ? null : (processes) => ordered(processes, order),
    };
  }

  /** Ids of the processes in which the searched text occurs, in tree order. */
  matches(): readonly string[] {
    const snapshot = this.snapshot();
    if (snapshot === undefined || this.query === '') return [];
    const key = `${snapshot.revision}/${this.cursor.tUs}/${this.query}`;
    if (this.#matches?.key !== key) {
      this.#matches = { key, ids: matchesOf(snapshot.picture, this.query) };
    }
    return this.#matches.ids;
  }

  /** Last lines that a process wrote. */
  outputOf(process: string, count: number): readonly OutputView[] {
    return this.snapshot()?.picture.outputOf(process).slice(-count) ?? [];
  }

  /** The session's clock: it runs on between messages while the session is live. */
  nowUs(atMs: number): number {
    const reached = this.whole()?.session.durationUs ?? 0;
    if (this.#clock === undefined) return reached;
    const { nowUs } = this.#clock;
    const passedUs = this.live ? Math.max(0, atMs - this.#clock.atMs) * 1_000 : 0;
    return Math.max(reached, Math.round(nowUs + passedUs));
  }

  /** The instant that is shown. */
  shownUs(atMs: number): number {
    return this.cursor.tUs ?? this.nowUs(atMs);
  }

  /** Playing goes on. Returns whether another instant is shown now. */
  tick(atMs: number): boolean {
    const before = this.cursor.tUs;
    this.cursor.tick(atMs, this.nowUs(atMs));
    return this.cursor.tUs !== before;
  }

  bounds(atMs: number): TimeBounds {
    return timeBounds(this.whole()?.earliestUs ?? 0, this.nowUs(atMs));
  }

  get inspectorShown(): boolean {
    return this.inspectorOpen ?? this.roomForInspector;
  }

  get follows(): boolean {
    return this.live && this.time.endUs === null;
  }

  /** Folds or opens what is below a process, or a group. */
  setCollapsed(id: string, collapsed: boolean): void {
    if (isCrowdId(id)) {
      if (collapsed) this.openGroups.delete(id);
      else this.openGroups.add(id);
    } else if (collapsed) this.collapsed.add(id);
    else this.collapsed.delete(id);
    this.#rowsVersion += 1;
  }

  setFilter(filter: FilterName, on: boolean): void {
    if (on) this.filters.add(filter);
    else this.filters.delete(filter);
    this.#rowsVersion += 1;
  }

  setOrder(order: RowOrder | null): void {
    this.order = order;
    this.#rowsVersion += 1;
  }

  /** While rows are held, those in the order of a column stay where they are. */
  holdRows(holding: boolean): void {
    if (this.#holding === holding) return;
    this.#holding = holding;
    if (!holding) this.#rowsVersion += 1;
  }

  setGrouping(grouping: boolean): void {
    this.grouping = grouping;
    this.#rowsVersion += 1;
  }

  setColumn(column: Column, shown: boolean): void {
    const hidden = new Set(this.hiddenColumns);
    if (shown) hidden.delete(column);
    else hidden.add(column);
    this.hiddenColumns = hidden;
  }

  /** Takes over what the user chose elsewhere in this workspace. */
  adopt(choices: Choices): void {
    this.showHelpers = choices.showHelpers;
    this.inspectorOpen = choices.inspectorOpen;
    this.tableWidth = choices.tableWidth;
    this.inspectorWidth = choices.inspectorWidth;
    this.hiddenColumns = new Set(choices.hiddenColumns);
    this.order = choices.order;
    this.grouping = choices.grouping;
    this.#rowsVersion += 1;
  }

  setShowHelpers(show: boolean): void {
    this.showHelpers = show;
    this.#rowsVersion += 1;
  }

  /** Selects a process and opens what it is folded into. */
  reveal(id: string): void {
    this.selected = id;
    const process = this.#model?.process(id);
    if (process === undefined) return;
    if (process.role === 'helper') this.showHelpers = true;
    for (let at = process.parent; at !== null; at = this.#model?.process(at)?.parent ?? null) {
      this.collapsed.delete(at);
    }
    this.collapsed.delete(hostRowId(process.host));
    this.#rowsVersion += 1;
    this.#openGroupOf(process);
  }

  #openGroupOf(process: ProcessView): void {
    const rows = this.rows();
    const group = rows.list[rows.indexById.get(process.id) ?? -1]?.group;
    if (group?.kind !== 'crowd' || this.openGroups.has(group.id)) return;
    this.openGroups.add(group.id);
    this.#rowsVersion += 1;
  }
}
