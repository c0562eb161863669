import type { Disposable } from '../model/disposable.ts';
import type { ProcessRef, SessionEvent, SourceName } from '../model/process-event.ts';

/** Takes the events of a source, in the order of the source. */
export type EmitEvent = (event: SessionEvent) => void;

/**
 * Something that produces events of a session. A source says itself, by a `source` event, whether it
 * could begin and why not; it never throws at the session.
 */
export interface EventSource extends Disposable {
  readonly name: SourceName;
  /** Begins; resolves once events may come, or once the source has said that none will. */
  start(): Promise<void>;
  /** Another source has seen this process: the source may follow it, too. */
  notice?(process: ProcessRef): void;
  /** Takes a last look now, before the session closes. */
  flush?(): Promise<void> | void;
  /** After `dispose`: resolves once nothing of the source runs any more, a thread of its own included. */
  ended?(): Promise<void>;
}
