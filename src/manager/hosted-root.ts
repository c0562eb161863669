import type { ExitStatus, ProcessRef } from '../model/process-event.ts';
import type { SessionRoot } from '../sources/session-root.ts';

/** How long the first process may speak before anybody has said that it is the root, in ms. */
const UNNAMED_MS = 2_000;

/**
 * The root of a session whose program somebody else starts: a debugger. Who starts it says its PID;
 * where nobody does, the first process that spoke for itself is taken.
 */
export class HostedRoot implements Pick<SessionRoot, 'ended' | 'signal'> {
  /** Resolves when the root is known; rejects when it could not be watched. */
  readonly known: Promise<void>;
  readonly ended: Promise<ExitStatus | null>;
  readonly #watch: (root: ProcessRef) => SessionRoot;
  #settle: (watched: Promise<SessionRoot>) => void = () => undefined;
  #first: ProcessRef | undefined;
  #timer: NodeJS.Timeout | undefined;
  #decided = false;
  #root: SessionRoot | undefined;

  /** @param watch begins to watch the root; called once. */
  constructor(watch: (root: ProcessRef) => SessionRoot) {
    this.#watch = watch;
    const watched = new Promise<SessionRoot>((resolve) => {
      this.#settle = resolve;
    });
    this.known = watched.then(() => undefined);
    this.ended = watched.then(
      (root) => root.ended,
      () => null,
    );
  }

  /** A process has spoken before the root is known. */
  noticeFirst(process: ProcessRef): void {
    this.#first = process;
    this.#timer = setTimeout(() => this.become(process.pid), UNNAMED_MS);
  }

  /** This process is the root; a second one is not taken. */
  become(pid: number): void {
    if (this.#decided) return;
    this.#decided = true;
    clearTimeout(this.#timer);
    this.#settle(this.#begin(this.#first?.pid === pid ? this.#first : { pid }));
  }

  signal(signal: NodeJS.Signals): boolean {
    return this.#root?.signal(signal) ?? false;
  }

  dispose(): void {
    clearTimeout(this.#timer);
  }

  async #begin(process: ProcessRef): Promise<SessionRoot> {
    this.#root = this.#watch(process);
    return this.#root;
  }
}
