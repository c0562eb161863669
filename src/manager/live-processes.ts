import { overlaps, windowOf } from '../model/birth.ts';
import { isDebuggersOwn } from '../model/debugger-processes.ts';
import { isPythonsTracker } from '../model/naming.ts';
import type { Birth, ProcessRef, SessionEvent } from '../model/process-event.ts';
import { isAlive } from '../sources/process-end.ts';

/** One life of a PID, as the session's events tell of it so far. */
export interface KnownLife {
  readonly pid: number;
  readonly birth: Birth | undefined;
  /** Session µs by which it had begun. */
  readonly bornByUs: number;
  /** Those that created or started it, where the session knows them; ended ones, too. */
  readonly parents: ReadonlySet<KnownLife>;
  readonly helper: boolean;
}

interface Life extends KnownLife {
  readonly parents: Set<Life>;
  helper: boolean;
}

/** Ended processes that are still known as the parents of others, at most. */
const KEPT_ENDED = 10_000;

function isHelper(argv: readonly string[]): boolean {
  return isDebuggersOwn(argv) || isPythonsTracker(argv);
}

/** Which processes of the session have been seen to start and not to end, and whose children they are. */
export class LiveProcesses {
  readonly #known = new Map<number, Life>();
  /** Parents end before their children are told of: a double fork is still one line of descent. */
  readonly #ended = new Map<number, Life>();

  /** Takes in an event; returns the process if it is new to the session. */
  take(event: SessionEvent): ProcessRef | undefined {
    switch (event.type) {
      case 'started': {
        const { pid, birth } = event.process;
        const known = this.#known.get(pid);
        const isNew = known === undefined || isAnotherLife(known.birth, birth);
        const life = isNew ? newLife(pid, birth, event.tUs) : known;
        if (isNew) this.#known.set(pid, life);
        if (isHelper(event.argv ?? [])) life.helper = true;
        if (event.ppid !== undefined) this.#addParent(life, { pid: event.ppid });
        if (event.parent !== undefined) this.#addParent(life, event.parent);
        return isNew ? event.process : undefined;
      }
      case 'exec': {
        const known = this.#find(event.process);
        if (known !== undefined && isHelper(event.argv)) known.helper = true;
        return undefined;
      }
      case 'described': {
        const known = this.#find(event.process);
        if (known === undefined) return undefined;
        if (event.role === 'helper') known.helper = true;
        if (event.parent !== undefined) this.#addParent(known, event.parent);
        return undefined;
      }
      case 'ended':
      case 'reaped':
        this.#end(event.process);
        return undefined;
      default:
        return undefined;
    }
  }

  /** All that have not been seen to end. */
  lives(): readonly KnownLife[] {
    return [...this.#known.values()];
  }

  /** The life that is meant; undefined when the session does not know it as living. */
  find(ref: ProcessRef): KnownLife | undefined {
    return this.#find(ref);
  }

  /** Those that are alive now, by the OS's own word. */
  alive(): KnownLife[] {
    return this.lives().filter(({ pid }) => isAlive(pid));
  }

  #find({ pid, birth }: ProcessRef): Life | undefined {
    const known = this.#known.get(pid);
    return known === undefined || isAnotherLife(known.birth, birth) ? undefined : known;
  }

  #addParent(life: Life, { pid, birth }: ProcessRef): void {
    const candidates = [this.#known.get(pid), this.#ended.get(pid)];
    const parent = candidates.find(
      (each) => each !== undefined && each !== life && !isAnotherLife(each.birth, birth),
    );
    if (parent !== undefined) life.parents.add(parent);
  }

  #end(ref: ProcessRef): void {
    const life = this.#find(ref);
    if (life === undefined) return;
    this.#known.delete(life.pid);
    this.#ended.delete(life.pid);
    this.#ended.set(life.pid, life);
    if (this.#ended.size <= KEPT_ENDED) return;
    const [oldest] = this.#ended.keys();
    if (oldest !== undefined) this.#ended.delete(oldest);
  }
}

/** Whether a process is `ancestor` or one of those below it. */
export function isWithin(life: KnownLife, ancestor: KnownLife): boolean {
  const seen = new Set<KnownLife>([life]);
  for (const each of seen) {
    if (each === ancestor) return true;
    for (const parent of each.parents) seen.add(parent);
  }
  return false;
}

function newLife(pid: number, birth: Birth | undefined, tUs: number): Life {
  return { pid, birth, bornByUs: tUs, parents: new Set(), helper: false };
}

function isAnotherLife(a: Birth | undefined, b: Birth | undefined): boolean {
  return a !== undefined && b !== undefined && !overlaps(windowOf(a), windowOf(b));
}
