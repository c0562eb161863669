/**
 * The pictures of all processes, kept up to date: of each change, only what it touches is derived
 * anew. What a process's picture depends on besides its own facts: its parent, the end of its OS
 * parent, the command lines and shims of its ancestors, what its references to other PIDs mean, and
 * the session's end.
 */
import type { Static } from 'typebox';
import { isOfDebugger } from './debugger-processes.ts';
import { Inheritance } from './inheritance.ts';
import { LifePicture } from './life-picture.ts';
import { Lineage } from './lineage.ts';
import { type Life, type LifeChanges, type Lives, pidKey } from './lives.ts';
import type { ProcessRef, SessionEnded } from './process-event.ts';
import type { Surroundings } from './process-view.ts';
import type { Resolver } from './wait-view.ts';

type Ending = Static<typeof SessionEnded>;

export interface PictureChanges {
  /** Pictures of which new facts came in. */
  readonly touched: ReadonlySet<LifePicture>;
  /** Pictures whose process looks different now. */
  readonly redrawn: ReadonlySet<LifePicture>;
}

export class Pictures {
  readonly #lives: Lives;
  readonly #byId = new Map<string, LifePicture>();
  readonly #lineage = new Lineage();
  readonly #osParents = new Map<LifePicture, LifePicture>();
  readonly #osChildren = new Map<LifePicture, Set<LifePicture>>();
  /** Pictures that depend on what references to a PID mean, by its key. */
  readonly #referrers = new Map<number, Set<LifePicture>>();
  #leftOver: ReadonlySet<string> = new Set();
  #ending: Ending | undefined;

  constructor(lives: Lives) {
    this.#lives = lives;
  }

  get(id: string): LifePicture | undefined {
    return this.#byId.get(id);
  }

  get lineage(): Lineage {
    return this.#lineage;
  }

  /** Brings all pictures up to date with `changes`; `ending` is the session's, once there is one. */
  update(changes: LifeChanges, ending: Ending | undefined): PictureChanges {
    const touched = this.#touchedBy(changes);
    const toCheck = new Set<LifePicture>(touched);
    const heads: string[] = [];
    for (const picture of touched) {
      const concern = picture.takeFacts(this.#lives.factsOf(picture.life));
      this.#link(picture);
      if (concern.children) {
        for (const child of this.#osChildren.get(picture) ?? []) toCheck.add(child);
      }
      if (concern.descendants) heads.push(picture.id);
    }
    for (const id of this.#lineage.settle()) heads.push(id);
    for (const id of this.#lineage.withDescendants(heads)) addIfThere(toCheck, this.#byId.get(id));
    this.#end(ending, changes, toCheck);

    const redrawn = new Set<LifePicture>();
    const inheritance = new Inheritance({
      parentOf: (id) => this.#lineage.parentOf(id),
      get: (id) => this.#byId.get(id),
    });
    for (const picture of toCheck) {
      const isNew = touched.has(picture);
      if (
        picture.draw(this.#surroundings(picture, inheritance), this.#resolverFor(picture), isNew)
      ) {
        redrawn.add(picture);
      }
    }
    return { touched, redrawn };
  }

  #touchedBy({ touched, reshaped }: LifeChanges): Set<LifePicture> {
    const pictures = new Set<LifePicture>();
    for (const life of touched) pictures.add(this.#pictureOf(life));
    for (const key of reshaped) {
      for (const picture of this.#referrers.get(key) ?? []) pictures.add(picture);
    }
    return pictures;
  }

  #pictureOf(life: Life): LifePicture {
    let picture = this.#byId.get(life.id);
    if (picture === undefined) {
      picture = new LifePicture(life);
      this.#byId.set(life.id, picture);
      this.#lineage.add(life.id);
    }
    return picture;
  }

  /** Puts a picture below its parents. */
  #link(picture: LifePicture): void {
    const { life, facts } = picture;
    const bornUs = life.window.hiUs;
    const osParent =
      facts.ppid === undefined
        ? undefined
        : this.#resolve(picture, { pid: facts.ppid.value, host: life.host }, bornUs);
    const told =
      facts.parent === undefined ? undefined : this.#resolve(picture, facts.parent.value, bornUs);
    const parent = told ?? osParent;
    this.#lineage.link(life.id, parent === life ? undefined : parent?.id);
    this.#linkToOsParent(picture, osParent && this.#pictureOf(osParent));
  }

  #linkToOsParent(picture: LifePicture, parent: LifePicture | undefined): void {
    const before = this.#osParents.get(picture);
    if (before === parent) return;
    if (before !== undefined) this.#osChildren.get(before)?.delete(picture);
    if (parent === undefined) {
      this.#osParents.delete(picture);
      return;
    }
    this.#osParents.set(picture, parent);
    addTo(this.#osChildren, parent, picture);
  }

  #resolve(picture: LifePicture, ref: ProcessRef, tUs: number): Life | undefined {
    addTo(this.#referrers, pidKey(ref), picture);
    return this.#lives.resolve(ref, tUs);
  }

  #resolverFor(picture: LifePicture): Resolver {
    return {
      resolve: (ref, tUs) => this.#resolve(picture, ref, tUs)?.id ?? null,
      shapeOf: (ref) => this.#lives.shapeOf(ref),
    };
  }

  #end(ending: Ending | undefined, { reshaped }: LifeChanges, toCheck: Set<LifePicture>): void {
    if (ending === undefined || (ending === this.#ending && reshaped.size === 0)) return;
    if (ending !== this.#ending) {
      this.#ending = ending;
      for (const picture of this.#byId.values()) toCheck.add(picture);
    }
    const before = this.#leftOver;
    this.#leftOver = new Set(
      ending.leftOver.flatMap((ref) => this.#lives.resolve(ref, ending.tUs)?.id ?? []),
    );
    for (const id of [...before, ...this.#leftOver]) addIfThere(toCheck, this.#byId.get(id));
  }

  #surroundings(picture: LifePicture, inheritance: Inheritance): Surroundings {
    const { life, facts } = picture;
    const unreaped = facts.end !== undefined && facts.reaped === undefined;
    return {
      id: life.id,
      pid: life.pid,
      host: life.host,
      parent: this.#lineage.parentOf(life.id),
      birthParentEndUs: this.#osParents.get(picture)?.endUs ?? null,
      leftOver: this.#leftOver.has(life.id),
      unreapedUntilUs: unreaped ? (this.#ending?.tUs ?? null) : null,
      inheritedArgv: picture.execs.length > 0 ? [] : inheritance.argvOf(life.id),
      startedByShim: (picture.bornUs ?? life.window.loUs) < inheritance.shimmedUntilUs(life.id),
      ofDebugger: isOfDebugger(picture.execs.at(-1)?.argv ?? [], inheritance.debuggersOf(life.id)),
      fallbackStartUs: life.window.loUs,
    };
  }
}

function addIfThere<T>(set: Set<T>, item: T | undefined): void {
  if (item !== undefined) set.add(item);
}

function addTo<K, V>(sets: Map<K, Set<V>>, key: K, value: V): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([value]));
  else set.add(value);
}
