/**
 * The model of a session: reduced from its events and nothing else. A live view, a reopened trace and
 * a replay are this one reduction; feed it events in any order that keeps each source's own, and it
 * answers with the same tree.
 */

import type { Static } from 'typebox';
import type { Facts } from './facts.ts';
import { cutCycles, Inheritance } from './inheritance.ts';
import type { BlockedSpan } from './intervals.ts';
import { type Life, Lives } from './lives.ts';
import type {
  ProcessRef,
  SessionEnded,
  SessionEvent,
  SessionHeader,
  SourceName,
} from './process-event.ts';
import { processView, shimEndUs } from './process-view.ts';
import type {
  BlockView,
  FailedStartView,
  NoteView,
  OutputView,
  ProcessView,
  SessionView,
  SourceView,
  StackView,
  WaitView,
} from './views.ts';
import {
  blocksOf,
  notesOf,
  type ResolveRef,
  reportedOutranksOthers,
  waitsOf,
} from './wait-view.ts';

export class SessionModel {
  readonly header: SessionHeader;
  readonly #lives = new Lives();
  readonly #sources = new Map<SourceName, SourceView>();
  readonly #notices: string[] = [];
  #lostEvents = 0;
  #lastUs = 0;
  #ended: Static<typeof SessionEnded> | undefined;
  #revision = 0;
  #snapshot: { revision: number; value: Snapshot } | undefined;

  constructor(header: SessionHeader) {
    this.header = header;
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
        this.#sources.set(event.about, {
          name: event.about,
          status: event.status,
          message: event.message,
        });
        return;
      case 'lost':
        this.#lostEvents += event.count;
        return;
      case 'notice':
        this.#notices.push(event.message);
        return;
      case 'session-ended':
        this.#ended = event;
        return;
      default:
        this.#lives.add(event);
    }
  }

  /** All processes, in tree order: each parent before its children, siblings by start. */
  processes(): readonly ProcessView[] {
    return this.#current().processes;
  }

  process(id: string): ProcessView | undefined {
    return this.#current().byId.get(id);
  }

  /** Ids of the children of a process in order of their start; of null: the roots. */
  childrenOf(id: string | null): readonly string[] {
    return this.#current().children.get(id) ?? [];
  }

  /** All waits by start. */
  waits(): readonly WaitView[] {
    return this.#current().waits;
  }

  failedStarts(): readonly FailedStartView[] {
    return this.#current().failedStarts;
  }

  /** All blocking calls that are no waits for a process, by start. */
  blocks(): readonly BlockView[] {
    return this.#current().blocks;
  }

  /** What sources noted for the findings, by time. */
  notes(): readonly NoteView[] {
    return this.#current().notes;
  }

  /** All stacks that were asked for, by time. */
  stacks(): readonly StackView[] {
    const stacks: StackView[] = [];
    for (const life of this.#lives.all) {
      for (const stack of this.#lives.factsOf(life).stacks)
        stacks.push({ process: life.id, ...stack });
    }
    return stacks.sort((a, b) => a.tUs - b.tUs || (a.process < b.process ? -1 : 1));
  }

  /** All lines written, by time. */
  output(): readonly OutputView[] {
    const lines: OutputView[] = [];
    for (const life of this.#lives.all) {
      for (const line of this.#lives.factsOf(life).output)
        lines.push({ process: life.id, ...line });
    }
    return lines.sort((a, b) => a.tUs - b.tUs || (a.process < b.process ? -1 : 1));
  }

  /** The lines that a process wrote, by time. */
  outputOf(id: string): readonly OutputView[] {
    const life = this.#lives.all.find((each) => each.id === id);
    const lines = life === undefined ? [] : this.#lives.factsOf(life).output;
    return lines.map((line) => ({ process: id, ...line })).sort((a, b) => a.tUs - b.tUs);
  }

  session(): SessionView {
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
      lostEvents: this.#lostEvents,
      ambiguousEvents: this.#lives.ambiguousCount(),
      sources: [...this.#sources.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
      notices: this.#notices,
    };
  }

  #current(): Snapshot {
    if (this.#snapshot?.revision !== this.#revision) {
      this.#snapshot = { revision: this.#revision, value: this.#derive() };
    }
    return this.#snapshot.value;
  }

  #derive(): Snapshot {
    const lives = this.#lives.all.map((life) => ({ life, facts: this.#lives.factsOf(life) }));
    const factsById = new Map(lives.map(({ life, facts }) => [life.id, facts]));
    const parents = this.#parents(lives);
    const leftOver = this.#leftOver();
    const shimEnds = new Map(lives.map(({ life, facts }) => [life.id, shimEndUs(facts)]));
    const inherited = new Inheritance(parents, factsById, shimEnds);

    const waits: WaitView[] = [];
    const views = new Map<string, ProcessView>();
    const failedStarts: FailedStartView[] = [];
    const blocks: BlockView[] = [];
    const notes: NoteView[] = [];
    const resolve: ResolveRef = (ref, tUs) => this.#lives.resolve(ref, tUs)?.id ?? null;
    for (const { life, facts } of lives) {
      const shimmedUntil = shimEnds.get(life.id) ?? Number.NEGATIVE_INFINITY;
      const own = reportedOutranksOthers(waitsOf(life.id, facts, resolve)).filter(
        (wait) => wait.startUs >= shimmedUntil,
      );
      for (const wait of own) waits.push(wait);
      const ownBlocks = blocksOf(life.id, facts);
      for (const block of ownBlocks) blocks.push(block);
      for (const note of notesOf(life.id, facts, resolve)) notes.push(note);
      for (const failed of facts.failedStarts) failedStarts.push({ parent: life.id, ...failed });
      views.set(
        life.id,
        processView(facts, {
          id: life.id,
          pid: life.pid,
          parent: parents.get(life.id) ?? null,
          birthParentEndUs: this.#birthParentEnd(life, facts),
          leftOver: leftOver.has(life.id),
          sessionEndUs: this.#ended?.tUs ?? null,
          inheritedArgv: inherited.argvOf(life.id),
          waits: [...own.map(waitSpan), ...ownBlocks.flatMap(mainThreadSpan)],
          startedByShim:
            (facts.birth?.value[0] ?? life.window.loUs) < inherited.shimmedUntilUs(life.id),
          fallbackStartUs: life.window.loUs,
        }),
      );
    }
    const children = orderChildren(views);
    return {
      byId: views,
      children,
      processes: depthFirst(views, children),
      waits: waits.sort((a, b) => a.startUs - b.startUs || (a.id < b.id ? -1 : 1)),
      blocks: blocks.sort((a, b) => a.startUs - b.startUs || (a.id < b.id ? -1 : 1)),
      notes: notes.sort((a, b) => a.tUs - b.tUs || (a.process < b.process ? -1 : 1)),
      failedStarts: failedStarts.sort((a, b) => a.tUs - b.tUs || (a.parent < b.parent ? -1 : 1)),
    };
  }

  /** Parent of each process that has one in the session; cycles, which only a forged trace has, are cut. */
  #parents(lives: readonly { life: Life; facts: Facts }[]): Map<string, string> {
    const parents = new Map<string, string>();
    for (const { life, facts } of lives) {
      const parent = this.#parentOf(life, facts);
      if (parent !== undefined && parent !== life) parents.set(life.id, parent.id);
    }
    cutCycles(parents);
    return parents;
  }

  #parentOf(life: Life, facts: Facts): Life | undefined {
    const bornUs = life.window.hiUs;
    if (facts.parent !== undefined) {
      const parent = this.#lives.resolve(facts.parent.value, bornUs);
      if (parent !== undefined) return parent;
    }
    return facts.ppid === undefined
      ? undefined
      : this.#lives.resolve({ pid: facts.ppid.value }, bornUs);
  }

  #birthParentEnd(life: Life, facts: Facts): number | null {
    if (facts.ppid === undefined) return null;
    const parent = this.#lives.resolve({ pid: facts.ppid.value }, life.window.hiUs);
    return parent === undefined ? null : (this.#lives.factsOf(parent).end?.tUs ?? null);
  }

  #leftOver(): Set<string> {
    const ids = new Set<string>();
    const refs: readonly ProcessRef[] = this.#ended?.leftOver ?? [];
    for (const ref of refs) {
      const life = this.#lives.resolve(ref, this.#ended?.tUs ?? this.#lastUs);
      if (life !== undefined) ids.add(life.id);
    }
    return ids;
  }
}

interface Snapshot {
  readonly byId: ReadonlyMap<string, ProcessView>;
  readonly children: ReadonlyMap<string | null, readonly string[]>;
  readonly processes: readonly ProcessView[];
  readonly waits: readonly WaitView[];
  readonly failedStarts: readonly FailedStartView[];
  readonly blocks: readonly BlockView[];
  readonly notes: readonly NoteView[];
}

function waitSpan({ startUs, endUs, cause, evidence }: WaitView): BlockedSpan {
  const whenIdle = cause === 'exit-event';
  return { startUs, endUs, reason: cause, evidence, whenIdle };
}

/** A process is shown as blocked when its main thread is. */
function mainThreadSpan({ thread, startUs, endUs, reason }: BlockView): BlockedSpan[] {
  return thread === null ? [{ startUs, endUs, reason, evidence: 'reported' }] : [];
}

/** Reduces a whole list of events. */
export function reduceSession(header: SessionHeader, events: Iterable<SessionEvent>): SessionModel {
  const model = new SessionModel(header);
  for (const event of events) model.apply(event);
  return model;
}

function orderChildren(
  views: ReadonlyMap<string, ProcessView>,
): Map<string | null, readonly string[]> {
  const ordered = [...views.values()].sort(
    (a, b) => a.startUs - b.startUs || a.pid - b.pid || (a.id < b.id ? -1 : 1),
  );
  const children = new Map<string | null, string[]>();
  for (const { id, parent } of ordered) {
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [id]);
    else siblings.push(id);
  }
  return children;
}

function depthFirst(
  views: ReadonlyMap<string, ProcessView>,
  children: ReadonlyMap<string | null, readonly string[]>,
): ProcessView[] {
  const ordered: ProcessView[] = [];
  const stack = [...(children.get(null) ?? [])].reverse();
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    const view = views.get(id);
    if (view !== undefined) ordered.push(view);
    for (const child of [...(children.get(id) ?? [])].reverse()) stack.push(child);
  }
  return ordered;
}
