/** What the recorder and the thread that listens to the kernel say to each other. */
import type { ProcessRef, SessionEvent } from '../../model/process-event.ts';

/** What the thread is given when it starts. */
export interface WorkerStart {
  /** The session's start on the monotonic clock, in µs. */
  readonly epochUs: number;
  /** The recorder, whose child the root will be. */
  readonly recorderPid: number;
}

/** To the thread; it takes these in when it is woken through `wakeFd`. */
export type WorkerRequest =
  | { readonly type: 'root'; readonly process: ProcessRef }
  | { readonly type: 'follow'; readonly process: ProcessRef }
  /** Take in all that has happened until now, at most for `withinMs`, and answer `finished`. */
  | { readonly type: 'finish'; readonly withinMs: number }
  | { readonly type: 'stop' };

/** From the thread. */
export type WorkerReport =
  | { readonly type: 'active'; readonly wakeFd: number }
  | { readonly type: 'unavailable'; readonly reason: string }
  | { readonly type: 'events'; readonly events: readonly SessionEvent[] }
  | { readonly type: 'finished' };
