import type { Static } from 'typebox';
import type { StackSeen } from '../model/process-event.ts';
import type { EmitEvent } from '../sources/event-source.ts';
import type { StackTaker } from '../sources/stacks/stack-taker.ts';
import { isWithin, type LiveProcesses } from './live-processes.ts';

/** Whose stacks are wanted. */
export interface StackRequest {
  /** Null: of all processes of the session. */
  readonly pid: number | null;
  /** Of all below it, too. */
  readonly tree: boolean;
}

type Stack = Static<typeof StackSeen>;

/**
 * Takes the stacks that windows ask for, one process after another, and puts them into the trace.
 * Processes that cannot answer are named there with the reason.
 */
export class StackRequests {
  readonly #takers: readonly StackTaker[];
  readonly #live: LiveProcesses;
  readonly #nowUs: () => number;
  readonly #emit: EmitEvent;
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    takers: readonly StackTaker[],
    live: LiveProcesses,
    nowUs: () => number,
    emit: EmitEvent,
  ) {
    this.#takers = takers;
    this.#live = live;
    this.#nowUs = nowUs;
    this.#emit = emit;
  }

  /** Resolves with what has been put into the trace: one event for each process. */
  take(request: StackRequest): Promise<Stack[]> {
    const taken = this.#last.then(() => this.#take(request));
    this.#last = taken.catch(() => undefined);
    return taken;
  }

  async #take({ pid, tree }: StackRequest): Promise<Stack[]> {
    const top = pid === null ? undefined : this.#live.find({ pid });
    const wanted = this.#live.alive().filter((life) => {
      if (life === top) return true;
      const isMeant = pid === null || (tree && top !== undefined && isWithin(life, top));
      return isMeant && !life.helper;
    });
    const stacks: Stack[] = [];
    for (const { pid: each, birth } of wanted) {
      const taker = this.#takers.find((one) => one.knows(each));
      const answer = (await taker?.take(each)) ?? { failure: 'it has no probe that could answer' };
      const stack: Stack = {
        type: 'stack',
        tUs: this.#nowUs(),
        source: 'recorder',
        evidence: 'reported',
        process: { pid: each, ...(birth && { birth }) },
        threads: 'threads' in answer ? [...answer.threads] : [],
        ...('failure' in answer && { failure: answer.failure }),
      };
      this.#emit(stack);
      stacks.push(stack);
    }
    return stacks;
  }
}
