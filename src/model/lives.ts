/**
 * Merging: which life of which PID an event is about. The one place where the facts of overlapping
 * sources meet. A life is a PID and a window of birth; events that carry a birth join the life whose
 * window they overlap, events without one are attributed when they are asked for, because only then
 * all lives of the PID are known.
 */
import { type BirthWindow, overlaps, widen, windowOf } from './birth.ts';
import { addEvent, copyFacts, emptyFacts, type Facts } from './facts.ts';
import type { Birth, ProcessEvent, ProcessRef } from './process-event.ts';

/** One life of a PID. */
export interface Life {
  /** Unique within the session and stable while it is open: `PID` or `PID.n` for its n-th life. */
  readonly id: string;
  readonly pid: number;
  readonly window: BirthWindow;
  /** From events that named this life themselves. */
  readonly facts: Facts;
  /** Grows with every event that may change what is known of this life. */
  revision: number;
}

/** Events of one PID: its lives, and what cannot be given to a life by the event alone. */
interface PidRecord {
  readonly lives: Life[];
  /** Events that carry no birth, or one that fits several lives. */
  readonly floating: ProcessEvent[];
}

/** An event that comes after the end of the only life it could be about, and that no ending explains. */
const AFTER_END_TOLERANCE_US = 100_000;

export class Lives {
  readonly #byPid = new Map<number, PidRecord>();
  readonly #byId = new Map<string, Life>();
  readonly #all: Life[] = [];
  readonly #merged = new Map<string, { revision: number; facts: Facts }>();

  /** All lives, in the order in which they became known. */
  get all(): readonly Life[] {
    return this.#all;
  }

  get(id: string): Life | undefined {
    return this.#byId.get(id);
  }

  /** Takes in one event; returns the life it named, or undefined if that is not known yet. */
  add(event: ProcessEvent): Life | undefined {
    const { pid, birth } = event.process;
    const record = this.#record(pid);
    const life = birth === undefined ? undefined : this.#lifeFor(record, pid, birth);
    if (life === undefined) {
      record.floating.push(event);
      for (const each of record.lives) each.revision += 1;
      return undefined;
    }
    addEvent(life.facts, event);
    life.revision += 1;
    return life;
  }

  /** All that is known of a life, floating events that can only be about it included. */
  factsOf(life: Life): Facts {
    const record = this.#record(life.pid);
    if (record.floating.length === 0) return life.facts;
    const cached = this.#merged.get(life.id);
    if (cached !== undefined && cached.revision === life.revision) return cached.facts;
    const facts = copyFacts(life.facts);
    for (const event of record.floating) {
      if (this.#ownerOf(record, event) === life) addEvent(facts, event);
    }
    this.#merged.set(life.id, { revision: life.revision, facts });
    return facts;
  }

  /** The life that `ref` means at `tUs`; undefined when none is known or several fit. */
  resolve(ref: ProcessRef, tUs: number): Life | undefined {
    const record = this.#byPid.get(ref.pid);
    if (record === undefined) return undefined;
    if (ref.birth === undefined) return lastBornBy(record.lives, tUs);
    const window = windowOf(ref.birth);
    const fitting = record.lives.filter((life) => overlaps(life.window, window));
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  /** How many events could not be attributed to a life. */
  ambiguousCount(): number {
    let count = 0;
    for (const record of this.#byPid.values()) {
      for (const event of record.floating) {
        if (this.#ownerOf(record, event) === undefined) count += 1;
      }
    }
    return count;
  }

  #record(pid: number): PidRecord {
    let record = this.#byPid.get(pid);
    if (record === undefined) {
      record = { lives: [], floating: [] };
      this.#byPid.set(pid, record);
    }
    return record;
  }

  /** The life with that birth, a new one if none fits, or undefined if several fit. */
  #lifeFor(record: PidRecord, pid: number, birth: Birth): Life | undefined {
    const window = windowOf(birth);
    const fitting = record.lives.filter((life) => overlaps(life.window, window));
    if (fitting.length > 1) return undefined;
    const known = fitting[0];
    if (known !== undefined) {
      widen(known.window, window);
      return known;
    }
    const ordinal = record.lives.length + 1;
    const life: Life = {
      id: ordinal === 1 ? String(pid) : `${pid}.${ordinal}`,
      pid,
      window,
      facts: emptyFacts(),
      revision: 0,
    };
    record.lives.push(life);
    this.#byId.set(life.id, life);
    this.#all.push(life);
    for (const each of record.lives) each.revision += 1;
    return life;
  }

  /** Whose event a floating one is; undefined if that would be a guess. */
  #ownerOf(record: PidRecord, event: ProcessEvent): Life | undefined {
    if (event.process.birth !== undefined) return undefined;
    const life = lastBornBy(record.lives, event.tUs);
    if (life === undefined || event.type === 'ended' || event.type === 'reaped') return life;
    const endUs = life.facts.end?.tUs;
    return endUs !== undefined && event.tUs > endUs + AFTER_END_TOLERANCE_US ? undefined : life;
  }
}

/** Of several lives of one PID, the one that had it at `tUs`: the last that may have begun by then. */
function lastBornBy(lives: readonly Life[], tUs: number): Life | undefined {
  let last: Life | undefined;
  for (const life of lives) {
    if (life.window.loUs > tUs) continue;
    if (last === undefined || life.window.loUs > last.window.loUs) last = life;
  }
  return last;
}
