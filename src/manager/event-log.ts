import type { ProcessRef, SessionEvent, SourceName } from '../model/process-event.ts';
import type { EventSource } from '../sources/event-source.ts';
import type { TraceWriter } from '../trace/trace-writer.ts';
import { LiveProcesses } from './live-processes.ts';
import type { TraceLimit } from './record-limits.ts';

/**
 * Most processes that the kernel tells of are gone before a sampler could look: it is told of them so
 * much later, in ms, and finds those that are still there, be it as zombies.
 */
const SAMPLED_AFTER_MS = 50;

/** Where all sources of a session meet: events go to the trace, new processes to the samplers. */
export class EventLog {
  readonly live = new LiveProcesses();
  readonly notices: string[] = [];
  readonly #writer: TraceWriter;
  readonly #limit: TraceLimit;
  readonly #followers: EventSource[] = [];
  /** Processes of which the followers are being told, for what they say of one may bring up another. */
  readonly #untold: { readonly process: ProcessRef; readonly source: SourceName }[] = [];
  #fresh: ProcessRef[] = [];
  #onFirst: ((process: ProcessRef) => void) | undefined;

  constructor(writer: TraceWriter, limit: TraceLimit) {
    this.#writer = writer;
    this.#limit = limit;
  }

  /** `source` is told of every process that another one sees first. */
  follow(source: EventSource): void {
    this.#followers.push(source);
  }

  /**
   * Tells the followers of no process until `release`, because the root, which comes first, is not
   * known yet.
   * @param onFirst is told of the first process that a source sees.
   */
  hold(onFirst: (process: ProcessRef) => void): void {
    this.#onFirst = onFirst;
  }

  /** Tells the followers of all processes seen until now. */
  release(): void {
    this.#onFirst = undefined;
    this.#tellAll();
  }

  readonly emit = (event: SessionEvent): void => {
    this.#keep(event);
    const fresh = this.live.take(event);
    if (fresh === undefined) return;
    if (event.source === 'kernel') this.#tellLater(fresh);
    else this.#tell(fresh, event.source);
  };

  #keep(event: SessionEvent): void {
    const admitted = this.#limit.admits(event.type, this.#writer.totalBytes);
    if (!admitted) for (const said of this.#limit.leaveOut(event)) this.#append(said);
    if (event.type === 'session-ended') {
      for (const gap of this.#limit.tellGaps(event.tUs)) this.#append(gap);
    }
    if (admitted) this.#append(event);
  }

  #append(event: SessionEvent): void {
    this.#writer.append(event);
    if (event.type === 'notice') this.notices.push(event.message);
  }

  /** In the order in which they became known: the root comes first, to every follower. */
  #tell(process: ProcessRef, source: SourceName): void {
    this.#untold.push({ process, source });
    if (this.#untold.length > 1) return;
    if (this.#onFirst === undefined) this.#tellAll();
    else this.#onFirst(process);
  }

  #tellAll(): void {
    for (let next = this.#untold[0]; next !== undefined; next = this.#untold[0]) {
      for (const follower of this.#followers) {
        if (follower.name !== next.source) follower.notice?.(next.process);
      }
      this.#untold.shift();
    }
  }

  #tellLater(process: ProcessRef): void {
    this.#fresh.push(process);
    if (this.#fresh.length > 1) return;
    const timer = setTimeout(() => {
      const fresh = this.#fresh;
      this.#fresh = [];
      for (const each of fresh) this.#tell(each, 'kernel');
    }, SAMPLED_AFTER_MS);
    timer.unref();
  }
}
