import type { StackThread } from '../../model/facts.ts';
import type { StackQuestions, StackVoice } from '../probe/stack-questions.ts';
import { readStat } from '../procfs/proc-files.ts';
import type { StackAnswer, StackTaker } from './stack-taker.ts';

/** For a thread to come back to its event loop, in ms, before it is looked at from beside. */
const LOOP_MS = 300;
/** For the thread beside it, which gives up by itself, in ms. */
const BESIDE_MS = 3_000;

/**
 * Asks Node processes over the connections of their probes, without any signal. A thread that is in its
 * event loop answers itself. One that is not can be looked at by a thread beside it, where the session
 * has one; else what is known is the synchronous call in which it stands.
 */
export class NodeStacks implements StackTaker {
  readonly #questions: StackQuestions;

  constructor(questions: StackQuestions) {
    this.#questions = questions;
  }

  knows(pid: number): boolean {
    return this.#questions.of(pid).length > 0;
  }

  async take(pid: number): Promise<StackAnswer> {
    const state = readStat(pid)?.state;
    if (state === 'T' || state === 't') return { failure: 'it is stopped' };
    const voices = this.#questions.of(pid);
    const beside = voices.find(({ kind }) => kind === 'beside');
    const asked = voices.filter(({ kind }) => kind !== 'beside');
    const answers = await Promise.all(
      asked.map((voice) => this.#ask(voice, voice.kind === 'main' ? beside : undefined)),
    );
    const threads = answers.filter((each) => each !== undefined);
    if (threads.length > 0) return { threads };
    return {
      failure: beside
        ? 'it runs no JavaScript now: it is in a call into the system'
        : 'it is busy and does not come back to its event loop; launched with forkscope.probe.nodeStacks or --node-stacks, it could answer',
    };
  }

  async #ask(voice: StackVoice, beside: StackVoice | undefined): Promise<StackThread | undefined> {
    const name = voice.name === '' ? 'main thread' : voice.name;
    const own = this.#questions.ask(voice, LOOP_MS + BESIDE_MS);
    const isEarly = await Promise.race([own.then(() => true), after(LOOP_MS)]);
    if (isEarly) return named(name, await own);
    const call = this.#questions.callOf(voice);
    if (call !== undefined) return named(name, [call]);
    if (beside === undefined) return undefined;
    const seen = await Promise.race([
      this.#questions.ask(beside, BESIDE_MS),
      own.then((frames) => frames ?? new Promise<undefined>(() => undefined)),
    ]);
    return named(name, seen);
  }
}

function named(
  name: string,
  frames: readonly StackThread['frames'][number][] | null | undefined,
): StackThread | undefined {
  // A stack of nothing but the probe is that of a thread which had nothing to do.
  return frames && frames.length > 0 ? { name, frames: [...frames] } : undefined;
}

async function after(ms: number): Promise<false> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  return false;
}
