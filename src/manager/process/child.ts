import type { ChildProcess } from 'node:child_process';
import { constants } from 'node:os';
import type { Disposable } from '../../model/disposable.ts';
import { report } from './session-reporter.ts';

/** Why a child is sent a signal. */
export type SignalCause = 'terminate' | 'kill' | 'daemon-at-exit';

/** The children of this process that have not ended, in order of their start. */
export const liveChildren = new Set<Child>();

/**
 * The OS process behind a started `Process`. It keeps its parent alive only while it is held: a
 * parent's code is over when nothing but its children is left.
 */
export class Child {
  readonly name: string;
  readonly daemon: boolean;
  readonly pid: number;
  /** As in Python: negative for a signal's number; null until it has ended. */
  exitCode: number | null = null;
  /** Fulfilled with the exit code. */
  readonly ended: Promise<number>;
  readonly #process: ChildProcess;
  #holders = 0;

  constructor(process: ChildProcess, pid: number, facts: { name: string; daemon: boolean }) {
    this.name = facts.name;
    this.daemon = facts.daemon;
    this.pid = pid;
    this.#process = process;
    this.ended = new Promise((resolve) => {
      process.once('exit', (code, signal) => {
        const exitCode = code ?? -(constants.signals[signal ?? 'SIGKILL'] ?? 0);
        this.exitCode = exitCode;
        liveChildren.delete(this);
        report({ ev: 'reaped', child: pid, code: exitCode });
        resolve(exitCode);
      });
    });
    liveChildren.add(this);
    process.channel?.unref();
    process.unref();
  }

  /** Keeps this process alive until the child has ended, or the hold is given up. */
  hold(): Disposable {
    this.#holders += 1;
    this.#process.ref();
    let isHeld = true;
    return {
      dispose: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#holders -= 1;
        if (this.#holders === 0) this.#process.unref();
      },
    };
  }

  /** Does nothing to a child that has ended. */
  signal(signal: 'SIGTERM' | 'SIGKILL', cause: SignalCause, site = null as Site): void {
    if (this.exitCode !== null) return;
    report({ ev: 'signal', child: this.pid, signal, cause, site });
    this.#process.kill(signal);
  }
}

type Site = { readonly file: string; readonly line: number } | null;
