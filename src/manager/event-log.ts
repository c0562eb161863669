import type { SessionEvent } from '../model/process-event.ts';
import type { EventSource } from '../sources/event-source.ts';
import type { TraceWriter } from '../trace/trace-writer.ts';
import { LiveProcesses } from './live-processes.ts';

/** Where all sources of a session meet: events go to the trace, new processes to the samplers. */
export class EventLog {
  readonly live = new LiveProcesses();
  readonly notices: string[] = [];
  readonly #writer: TraceWriter;
  readonly #followers: EventSource[] = [];

  constructor(writer: TraceWriter) {
    this.#writer = writer;
  }

  /** `source` is told of every process that another one sees first. */
  follow(source: EventSource): void {
    this.#followers.push(source);
  }

  readonly emit = (event: SessionEvent): void => {
    this.#writer.append(event);
    if (event.type === 'notice') this.notices.push(event.message);
    const fresh = this.live.take(event);
    if (fresh === undefined) return;
    for (const follower of this.#followers) {
      if (follower.name !== event.source) follower.notice?.(fresh);
    }
  };
}
