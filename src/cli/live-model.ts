import { SessionReader } from '../manager/session-reader.ts';
import type { Disposable } from '../model/disposable.ts';
import { SessionModel } from '../model/session-model.ts';

/** A session that is reduced while it is recorded; only for one whose recorder is said to be at work. */
export class LiveModel implements Disposable {
  /**
   * Resolves when no recorder is at work any more, and all that it wrote has been read.
   * @throws {UserError} when the trace cannot be read.
   */
  readonly ended: Promise<void>;
  readonly #reader: SessionReader;
  #model: SessionModel | undefined;

  constructor(file: string) {
    const { promise, resolve, reject } = deferred();
    this.ended = promise;
    this.#reader = new SessionReader(file, {
      onHeader: (header) => {
        this.#model = new SessionModel(header);
      },
      onEvents: (events) => {
        for (const event of events) this.#model?.apply(event);
      },
      onLive: (live) => {
        if (!live) resolve();
      },
      onError: reject,
    });
    this.#reader.open();
  }

  /** Undefined until the session has begun. */
  get model(): SessionModel | undefined {
    return this.#model;
  }

  /** The session's clock now; undefined where the recorder has not told it. */
  nowUs(): number | undefined {
    return this.#reader.nowUs();
  }

  dispose(): void {
    this.#reader.dispose();
  }
}

function deferred() {
  let resolve: () => void = () => undefined;
  let reject: (error: unknown) => void = () => undefined;
  const promise = new Promise<void>((done, failed) => {
    [resolve, reject] = [done, failed];
  });
  return { promise, resolve, reject };
}
