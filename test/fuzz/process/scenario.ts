/**
 * Random programs of processes, the same for `actor.mjs` and `actor.py`. What a program does depends
 * on events and never on time: wherever two processes could come to a race, one waits for the other.
 */

/** One process: what it does, and how it ends. */
export interface Actor {
  readonly name: string;
  readonly daemon: boolean;
  readonly steps: readonly Step[];
  readonly end: End;
}

export type End =
  | { readonly how: 'return'; readonly code: number }
  | { readonly how: 'throw' }
  /** Tells that it has come here (`stuck.NAME`), and waits for its death. */
  | { readonly how: 'stuck' };

export type Step =
  | { readonly do: 'start'; readonly child: Actor }
  | { readonly do: 'join'; readonly child: string }
  /** Of a child that cannot have ended. */
  | { readonly do: 'join-timeout'; readonly child: string; readonly ms: number }
  | { readonly do: 'terminate' | 'kill'; readonly child: string }
  /** Says that something has happened, or waits until it has been said. */
  | { readonly do: 'post' | 'await'; readonly event: string }
  /** Logs which children are alive; each is known to be or not to be. */
  | { readonly do: 'active' }
  | { readonly do: 'close'; readonly child: string }
  /** Something that is refused. */
  | { readonly do: 'refused'; readonly what: Refusal; readonly child: string };

export type Refusal = 'start-twice' | 'join-unstarted' | 'close-running' | 'daemon-child';

const MOST_PROCESSES = 6;
const MOST_CHILDREN = 3;
const DEEPEST = 3;

/** The program of a seed; equal seeds give equal programs. */
export function scenarioOf(seed: number): Actor {
  return new Author(seed).main();
}

/** How a child of the process that is being written stands. */
interface Written {
  readonly actor: Actor;
  /** Event that it waits for, until that has been posted. */
  gate: string | undefined;
  state: 'running' | 'stuck' | 'ended' | 'closed';
}

class Author {
  readonly #random: () => number;
  #processes = 0;

  constructor(seed: number) {
    this.#random = generator(seed);
  }

  main(): Actor {
    const end = this.#chance(0.3)
      ? ({ how: 'throw' } as const)
      : ({ how: 'return', code: this.#pick([0, 0, 3, 255]) } as const);
    this.#processes = 1;
    return { name: 'main', daemon: false, steps: this.#steps('main', 1), end };
  }

  #steps(name: string, depth: number): Step[] {
    const steps: Step[] = [];
    const children: Written[] = [];
    const wanted = depth < DEEPEST ? this.#below(MOST_CHILDREN) + (depth === 1 ? 1 : 0) : 0;
    for (let turn = 0; turn < wanted * 3; turn += 1) {
      const mayStart = children.length < wanted && this.#processes < MOST_PROCESSES;
      if (mayStart && (children.length === 0 || this.#chance(0.5))) {
        children.push(this.#start(name, children.length + 1, depth, steps));
      } else if (children.length > 0) {
        this.#act(this.#pick(children), children, steps);
      }
    }
    if (this.#chance(0.2)) steps.push({ do: 'refused', what: 'join-unstarted', child: name });
    for (const child of children) this.#leave(child, steps);
    return steps;
  }

  #start(parent: string, number: number, depth: number, steps: Step[]): Written {
    this.#processes += 1;
    const name = `${parent}.${number}`;
    const daemon = this.#chance(0.3);
    const end = this.#end(daemon);
    // A process that will be killed must have no children left then: it joins them all.
    const own = daemon ? [] : this.#steps(name, depth + 1);
    const gate = end.how !== 'stuck' && this.#chance(0.6) ? `gate.${name}` : undefined;
    const before: Step[] = gate === undefined ? [] : [{ do: 'await', event: gate }];
    const refused: Step[] =
      daemon && this.#chance(0.5) ? [{ do: 'refused', what: 'daemon-child', child: name }] : [];
    const actor = { name, daemon, end, steps: [...before, ...refused, ...own, ...joins(end, own)] };
    steps.push({ do: 'start', child: actor });
    if (end.how === 'stuck') steps.push({ do: 'await', event: `stuck.${name}` });
    return { actor, gate, state: end.how === 'stuck' ? 'stuck' : 'running' };
  }

  #end(daemon: boolean): End {
    if (this.#chance(daemon ? 0.8 : 0.25)) return { how: 'stuck' };
    if (this.#chance(0.25)) return { how: 'throw' };
    return { how: 'return', code: this.#pick([0, 0, 1, 7, 100]) };
  }

  /** Something that one may do to a child as it stands. */
  #act(child: Written, all: readonly Written[], steps: Step[]): void {
    const { name } = child.actor;
    if (this.#chance(0.15) && all.every((each) => isKnown(each))) steps.push({ do: 'active' });
    switch (child.state) {
      case 'stuck':
        if (this.#chance(0.4)) {
          steps.push({ do: 'join-timeout', child: name, ms: 5 });
        } else if (this.#chance(0.6)) {
          steps.push({ do: this.#pick(['terminate', 'kill'] as const), child: name });
          steps.push({ do: 'join', child: name });
          child.state = 'ended';
        } else {
          const what = this.#pick(['start-twice', 'close-running'] as const);
          steps.push({ do: 'refused', what, child: name });
        }
        return;
      case 'running':
        if (child.gate !== undefined && this.#chance(0.4)) {
          steps.push({ do: 'join-timeout', child: name, ms: 5 });
          return;
        }
        this.#open(child, steps);
        if (this.#chance(0.7)) {
          steps.push({ do: 'join', child: name });
          child.state = 'ended';
        }
        return;
      case 'ended':
        if (this.#chance(0.3)) {
          steps.push({ do: 'close', child: name });
          child.state = 'closed';
        } else {
          steps.push({ do: 'join', child: name });
        }
        return;
      case 'closed':
        return;
    }
  }

  /** What must be done to a child before its parent may end. */
  #leave(child: Written, steps: Step[]): void {
    const { name, daemon } = child.actor;
    this.#open(child, steps);
    if (child.state === 'stuck' && !daemon) {
      steps.push({ do: this.#pick(['terminate', 'kill'] as const), child: name });
      if (this.#chance(0.5)) steps.push({ do: 'join', child: name });
    }
    // Whether a daemon comes to its own end would be a race with its parent's.
    if (child.state === 'running' && daemon) steps.push({ do: 'join', child: name });
  }

  #open(child: Written, steps: Step[]): void {
    if (child.gate === undefined) return;
    steps.push({ do: 'post', event: child.gate });
    child.gate = undefined;
  }

  #chance(share: number): boolean {
    return this.#random() < share;
  }

  #below(bound: number): number {
    return Math.floor(this.#random() * bound);
  }

  #pick<T>(choices: readonly [T, ...T[]] | readonly T[]): T {
    return choices[this.#below(choices.length)] as T;
  }
}

function isKnown({ state, gate }: Written): boolean {
  return state !== 'running' || gate !== undefined;
}

/** A stuck process leaves nothing behind that would outlive it. */
function joins(end: End, steps: readonly Step[]): Step[] {
  if (end.how !== 'stuck') return [];
  const closed = new Set(steps.flatMap((step) => (step.do === 'close' ? [step.child] : [])));
  return steps.flatMap((step): Step[] => {
    if (step.do !== 'start' || closed.has(step.child.name)) return [];
    const { name, daemon, end: childEnd } = step.child;
    const last: Step = { do: 'join', child: name };
    return daemon && childEnd.how === 'stuck' ? [{ do: 'terminate', child: name }, last] : [last];
  });
}

/** Mulberry32: small, and the same everywhere. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
