/**
 * The model of a session: reduced from its events and nothing else. A live view, a reopened trace and
 * a replay are this one reduction; feed it events in any order that keeps each source's own, and it
 * answers with the same tree. What an event does not touch is not derived again: unchanged answers are
 * the same objects.
 */

import type { Static } from 'typebox';
import { Collected } from './collected.ts';
import { groupBy } from './group-by.ts';
import { hostName, hostsOf } from './hosts.ts';
import type { LifePicture } from './life-picture.ts';
import { Lives } from './lives.ts';
import { Pictures } from './pictures.ts';
import type { SessionEnded, SessionEvent, SessionHeader, SessionHost } from './process-event.ts';
import { TreeOrder } from './tree-order.ts';
import type {
  BlockView,
  FailedStartView,
  LossView,
  NoteView,
  OutputView,
  ProcessView,
  SessionPicture,
  SessionView,
  SourceView,
  StackView,
  WaitView,
} from './views.ts';

export class SessionModel implements SessionPicture {
  readonly header: SessionHeader;
  readonly #hosts: readonly SessionHost[];
  readonly #lives = new Lives();
  readonly #pictures = new Pictures(this.#lives);
  readonly #tree = new TreeOrder(this.#pictures.lineage);
  readonly #waits = new Collected<WaitView>(({ waiter }) => waiter, byStart);
  readonly #blocks = new Collected<BlockView>(({ process }) => process, byStart);
  readonly #notes = new Collected<NoteView>(({ process }) => process, byTime);
  readonly #stacks = new Collected<StackView>(({ process }) => process, byTime);
  readonly #failedStarts = new Collected<FailedStartView>(
    ({ parent }) => parent,
    (a, b) => a.tUs - b.tUs || compareText(a.parent, b.parent),
  );
  readonly #output = new Collected<OutputView>(({ process }) => process, byTime);
  readonly #sources = new Map<string, SourceView>();
  readonly #notices: string[] = [];
  readonly #losses: LossView[] = [];
  #lastUs = 0;
  #ended: Static<typeof SessionEnded> | undefined;
  #revision = 0;
  #settled = 0;
  #byTarget: { waits: readonly WaitView[]; groups: ReadonlyMap<string, WaitView[]> } | undefined;
  #session: { revision: number; view: SessionView } | undefined;

  constructor(header: SessionHeader) {
    this.header = header;
    this.#hosts = hostsOf(header);
  }

  /** Grows with every event; equal revisions mean equal answers. */
  get revision(): number {
    return this.#revision;
  }

  /** Takes in one event. */
  apply(event: SessionEvent): void {
    this.#revision += 1;
    this.#lastUs = Math.max(this.#lastUs, event.tUs);
    switch (event.type) {
      case 'source':
        this.#sources.set(`${event.about}@${event.host ?? 0}`, {
          name: event.about,
          host: event.host ?? 0,
          status: event.status,
          message: event.message,
        });
        return;
      case 'lost':
        this.#losses.push({ tUs: event.tUs, about: event.about, count: event.count });
        return;
      case 'notice':
        this.#notices.push(this.#onHost(event.host, event.message));
        return;
      case 'session-ended':
        this.#ended = event;
        return;
      default:
        this.#lives.add(event);
    }
  }

  /** A message, with its host in front of it where there are several. */
  #onHost(host: number | undefined, message: string): string {
    return this.#hosts.length < 2 ? message : `${hostName(this.#hosts, host ?? 0)}: ${message}`;
  }

  processes(): readonly ProcessView[] {
    this.#settle();
    return this.#tree.processes;
  }

  process(id: string): ProcessView | undefined {
    this.#settle();
    return this.#tree.view(id);
  }

  childrenOf(id: string | null): readonly string[] {
    this.#settle();
    return this.#tree.childrenOf(id);
  }

  waits(): readonly WaitView[] {
    this.#settle();
    return this.#waits.list;
  }

  failedStarts(): readonly FailedStartView[] {
    this.#settle();
    return this.#failedStarts.list;
  }

  blocks(): readonly BlockView[] {
    this.#settle();
    return this.#blocks.list;
  }

  notes(): readonly NoteView[] {
    this.#settle();
    return this.#notes.list;
  }

  stacks(): readonly StackView[] {
    this.#settle();
    return this.#stacks.list;
  }

  output(): readonly OutputView[] {
    this.#settle();
    return this.#output.list;
  }

  waitsOf(id: string): readonly WaitView[] {
    this.#settle();
    return this.#waits.of(id);
  }

  waitsFor(id: string): readonly WaitView[] {
    const waits = this.waits();
    if (this.#byTarget?.waits !== waits) {
      this.#byTarget = { waits, groups: groupBy(waits, ({ target }) => target) };
    }
    return this.#byTarget.groups.get(id) ?? [];
  }

  blocksOf(id: string): readonly BlockView[] {
    this.#settle();
    return this.#blocks.of(id);
  }

  outputOf(id: string): readonly OutputView[] {
    this.#settle();
    return this.#output.of(id);
  }

  session(): SessionView {
    if (this.#session?.revision !== this.#revision) {
      this.#session = { revision: this.#revision, view: this.#sessionView() };
    }
    return this.#session.view;
  }

  #sessionView(): SessionView {
    const roots = this.childrenOf(null);
    const main = roots
      .map((id) => this.process(id))
      .find((each): each is ProcessView => each?.role === 'main');
    const { id, command, cwd, startedAt } = this.header;
    return {
      id,
      command,
      cwd,
      startedAt,
      durationUs: this.#ended?.tUs ?? this.#lastUs,
      roots,
      mainEndedUs: main?.codeEndedUs ?? null,
      exit: main?.exit ?? null,
      ended: this.#ended !== undefined,
      complete: this.#ended?.complete ?? false,
      losses: [...this.#losses],
      lostEvents: this.#losses.reduce((sum, { count }) => sum + count, 0),
      ambiguousEvents: this.#lives.ambiguousCount,
      sources: [...this.#sources.values()].sort(byHostAndName),
      notices: [...this.#notices],
      hosts: this.#hosts,
    };
  }

  /** Derives what the events since the last question have changed. */
  #settle(): void {
    if (this.#settled === this.#revision) return;
    this.#settled = this.#revision;
    const { touched, redrawn } = this.#pictures.update(this.#lives.settle(), this.#ended);
    for (const { view } of redrawn) if (view !== undefined) this.#tree.set(view);
    for (const picture of touched) this.#collect(picture);
  }

  #collect(picture: LifePicture): void {
    const { id, waits, blocks, notes, failedStarts, stacks, output } = picture;
    this.#waits.set(id, waits);
    this.#blocks.set(id, blocks);
    this.#notes.set(id, notes);
    this.#failedStarts.set(id, failedStarts);
    this.#stacks.set(id, stacks);
    this.#output.set(id, output);
  }
}

function byStart(a: WaitView | BlockView, b: WaitView | BlockView): number {
  return a.startUs - b.startUs || compareText(a.id, b.id);
}

interface Timed {
  readonly process: string;
  readonly tUs: number;
}

function byTime(a: Timed, b: Timed): number {
  return a.tUs - b.tUs || compareText(a.process, b.process);
}

function byHostAndName(a: SourceView, b: SourceView): number {
  return a.host - b.host || compareText(a.name, b.name);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Reduces a whole list of events. */
export function reduceSession(header: SessionHeader, events: Iterable<SessionEvent>): SessionModel {
  const model = new SessionModel(header);
  for (const event of events) model.apply(event);
  return model;
}
