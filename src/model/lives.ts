/**
 * Merging: which life of which PID an event is about. The one place where the facts of overlapping
 * sources meet. A life is a PID and a window of birth; events that carry a birth join the life whose
 * window they overlap, events without one are attributed when they are asked for, because only then
 * all lives of the PID are known.
 */
import { type BirthWindow, overlaps, widen, windowOf } from './birth.ts';
import { addEvent, emptyFacts, type Facts, joinedFacts } from './facts.ts';
import { type Birth, MAX_PID, type ProcessEvent, type ProcessRef } from './process-event.ts';

/** One life of a PID. */
export interface Life {
  /**
   * Unique within the session and stable while it is open: `PID`, `PID.n` for its n-th life, with `@n`
   * behind it on all hosts but the first.
   */
  readonly id: string;
  readonly pid: number;
  /** Index of its host, 0 in a session of one. */
  readonly host: number;
  readonly window: BirthWindow;
  /** From events that named this life themselves. */
  readonly named: Facts;
  /** From events that can only be about it; another object whenever the attribution was made anew. */
  attributed: Facts | undefined;
}

/** Events of one PID: its lives, and what cannot be given to a life by the event alone. */
interface PidRecord {
  readonly lives: Life[];
  /** Events that carry no birth, or one that fits several lives. */
  readonly floating: ProcessEvent[];
  /** How many of the floating events have been attributed, and how many of these to no life. */
  attributed: number;
  ambiguous: number;
  /** What earlier events were attributed by has changed. */
  stale: boolean;
  /** Grows whenever a reference to this PID may mean another life than before. */
  shape: number;
}

/** What has changed since it was last asked for. */
export interface LifeChanges {
  /** Lives of which something new is known. */
  readonly touched: ReadonlySet<Life>;
  /** Keys of the PIDs (see `pidKey`) of which references may mean another life than before. */
  readonly reshaped: ReadonlySet<number>;
}

/** A PID of a host as one number. */
export function pidKey({ pid, host = 0 }: Pick<ProcessRef, 'pid' | 'host'>): number {
  return host * (MAX_PID + 1) + pid;
}

/** An event that comes after the end of the only life it could be about, and that no ending explains. */
const AFTER_END_TOLERANCE_US = 100_000;

export class Lives {
  readonly #byPid = new Map<number, PidRecord>();
  readonly #all: Life[] = [];
  readonly #joined = new Map<Life, Facts>();
  #pending = new Set<PidRecord>();
  #touched = new Set<Life>();
  #reshaped = new Set<number>();
  #ambiguous = 0;

  /** All lives, in the order in which they became known. */
  get all(): readonly Life[] {
    return this.#all;
  }

  /** Takes in one event. */
  add(event: ProcessEvent): void {
    const { birth } = event.process;
    const record = this.#record(event.process);
    const life = birth === undefined ? undefined : this.#lifeFor(record, event.process, birth);
    if (life === undefined) {
      record.floating.push(event);
      this.#pending.add(record);
      return;
    }
    const endUs = life.named.end?.tUs;
    addEvent(life.named, event);
    if (life.named.end?.tUs !== endUs) this.#unsettle(record);
    this.#touch(life);
  }

  /** Attributes what came without a birth, and says what has changed since the last call. */
  settle(): LifeChanges {
    for (const record of this.#pending) this.#attribute(record);
    this.#pending = new Set();
    const [touched, reshaped] = [this.#touched, this.#reshaped];
    this.#touched = new Set();
    this.#reshaped = new Set();
    return { touched, reshaped };
  }

  /** All that is known of a life as of the last `settle`. The answer is not to be kept. */
  factsOf(life: Life): Facts {
    if (life.attributed === undefined) return life.named;
    let joined = this.#joined.get(life);
    if (joined === undefined) {
      joined = joinedFacts(life.named, life.attributed);
      this.#joined.set(life, joined);
    }
    return joined;
  }

  /** The life that `ref` means at `tUs`; undefined when none is known or several fit. */
  resolve(ref: ProcessRef, tUs: number): Life | undefined {
    const record = this.#byPid.get(pidKey(ref));
    if (record === undefined) return undefined;
    if (ref.birth === undefined) return lastBornBy(record.lives, tUs);
    const window = windowOf(ref.birth);
    const fitting = record.lives.filter((life) => overlaps(life.window, window));
    return fitting.length === 1 ? fitting[0] : undefined;
  }

  /** Equal answers: a reference to this PID means what it meant. */
  shapeOf(ref: ProcessRef): number {
    return this.#byPid.get(pidKey(ref))?.shape ?? 0;
  }

  /** How many events could not be attributed to a life, as of the last `settle`. */
  get ambiguousCount(): number {
    return this.#ambiguous;
  }

  #touch(life: Life): void {
    this.#touched.add(life);
    this.#joined.delete(life);
  }

  #unsettle(record: PidRecord): void {
    if (record.floating.length === 0) return;
    record.stale = true;
    this.#pending.add(record);
  }

  #record(ref: ProcessRef): PidRecord {
    const key = pidKey(ref);
    let record = this.#byPid.get(key);
    if (record === undefined) {
      record = { lives: [], floating: [], attributed: 0, ambiguous: 0, stale: false, shape: 0 };
      this.#byPid.set(key, record);
    }
    return record;
  }

  /** The life with that birth, a new one if none fits, or undefined if several fit. */
  #lifeFor(record: PidRecord, ref: ProcessRef, birth: Birth): Life | undefined {
    const { pid, host = 0 } = ref;
    const window = windowOf(birth);
    const fitting = record.lives.filter((life) => overlaps(life.window, window));
    if (fitting.length > 1) return undefined;
    const known = fitting[0];
    if (known !== undefined) {
      if (widen(known.window, window)) this.#reshape(record, ref);
      return known;
    }
    const ordinal = record.lives.length + 1;
    const life: Life = {
      id: `${pid}${ordinal === 1 ? '' : `.${ordinal}`}${host === 0 ? '' : `@${host}`}`,
      pid,
      host,
      window,
      named: emptyFacts(),
      attributed: undefined,
    };
    record.lives.push(life);
    this.#all.push(life);
    this.#reshape(record, ref);
    return life;
  }

  #reshape(record: PidRecord, ref: ProcessRef): void {
    record.shape += 1;
    this.#reshaped.add(pidKey(ref));
    this.#unsettle(record);
  }

  #attribute(record: PidRecord): void {
    if (record.stale) {
      record.stale = false;
      record.attributed = 0;
      this.#ambiguous -= record.ambiguous;
      record.ambiguous = 0;
      for (const life of record.lives) {
        life.attributed = undefined;
        this.#touch(life);
      }
    }
    const fresh = record.floating.slice(record.attributed);
    record.attributed = record.floating.length;
    for (const event of fresh) {
      const life = ownerOf(record, event);
      if (life === undefined) {
        record.ambiguous += 1;
        this.#ambiguous += 1;
        continue;
      }
      life.attributed ??= emptyFacts();
      addEvent(life.attributed, event);
      this.#touch(life);
    }
  }
}

/** Whose event a floating one is; undefined if that would be a guess. */
function ownerOf(record: PidRecord, event: ProcessEvent): Life | undefined {
  if (event.process.birth !== undefined) return undefined;
  const life = lastBornBy(record.lives, event.tUs);
  if (life === undefined || event.type === 'ended' || event.type === 'reaped') return life;
  const endUs = life.named.end?.tUs;
  return endUs !== undefined && event.tUs > endUs + AFTER_END_TOLERANCE_US ? undefined : life;
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
