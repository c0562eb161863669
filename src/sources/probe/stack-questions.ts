import type { Static } from 'typebox';
import type { StackThread as Thread } from '../../model/facts.ts';
import type { ProbeMessage, StackQuestion, StackTold } from '../../protocol/probe-messages.ts';

type Frames = Static<typeof StackTold>['frames'];

/** What can be asked where it stands: a probe of Node about its thread, or a thread beside it. */
export interface StackVoice {
  readonly pid: number;
  /** `main` and `worker` speak for themselves, in their event loops; `beside` speaks of the main one. */
  readonly kind: 'main' | 'worker' | 'beside';
  readonly name: string;
  readonly write: (line: string) => void;
}

/** The voices of a session's processes, and the questions that wait for their answers. */
export class StackQuestions {
  readonly #voices = new Set<StackVoice>();
  readonly #open = new Map<number, (frames: Frames) => void>();
  readonly #calls = new Map<StackVoice, Map<number, Thread['frames'][number]>>();
  #last = 0;

  add(voice: StackVoice): void {
    this.#voices.add(voice);
  }

  remove(voice: StackVoice): void {
    this.#voices.delete(voice);
    this.#calls.delete(voice);
  }

  of(pid: number): StackVoice[] {
    return [...this.#voices].filter((voice) => voice.pid === pid);
  }

  /** Takes in what a voice says: an answer, or that it enters or leaves a call that stands still. */
  hear(voice: StackVoice, message: ProbeMessage): void {
    if (message.ev === 'stack') this.#answered(message.ask, message.frames);
    else if (message.ev === 'start-begin' && /^child_process\.\w+Sync$/.test(message.api ?? '')) {
      const calls = this.#calls.get(voice) ?? new Map<number, Thread['frames'][number]>();
      calls.set(message.call, { function: message.api ?? '', site: message.site });
      this.#calls.set(voice, calls);
    } else if (message.ev === 'start-end' || message.ev === 'start-failed') {
      this.#calls.get(voice)?.delete(message.call);
    }
  }

  /** The synchronous call in which a voice stands, as it has said itself. */
  callOf(voice: StackVoice): Thread['frames'][number] | undefined {
    return [...(this.#calls.get(voice)?.values() ?? [])].at(-1);
  }

  /** Resolves with the answer, or with undefined where there is none in time. */
  ask(voice: StackVoice, timeoutMs: number): Promise<Frames | undefined> {
    this.#last += 1;
    const question: StackQuestion = { ask: this.#last };
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        this.#open.delete(question.ask);
        resolve(undefined);
      }, timeoutMs);
      this.#open.set(question.ask, (frames) => {
        clearTimeout(timer);
        resolve(frames);
      });
      voice.write(`${JSON.stringify(question)}\n`);
    });
  }

  #answered(ask: number, frames: Frames): void {
    this.#open.get(ask)?.(frames);
    this.#open.delete(ask);
  }
}
