import type { Static } from 'typebox';
import * as vscode from 'vscode';
import { readLiveFile } from '../manager/live-file.ts';
import { requestStacks } from '../manager/recorder-request.ts';
import { type SessionListener, SessionReader } from '../manager/session-reader.ts';
import type { SessionEvent, SessionHeader, StackSeen } from '../model/process-event.ts';
import { SessionModel } from '../model/session-model.ts';
import { messageOf } from '../model/user-error.ts';
import { describeProblems } from '../trace/trace-parser.ts';

/** More than that a window has no room for: the panel has each event, too. */
const MAX_EVENTS = 2_000_000;

/**
 * A session as this window sees it: read from its trace, live or not. Nothing is read until somebody
 * looks at it.
 */
export class ObservedSession {
  readonly traceFile: string;
  readonly #onDidChange = new vscode.EventEmitter<this>();
  readonly #events: SessionEvent[] = [];
  #reader: SessionReader | undefined;
  #model: SessionModel | undefined;
  #live: boolean | undefined;
  #error: unknown;

  /** Fires when there are more events, or the recorder has come or gone. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(traceFile: string, header?: SessionHeader) {
    this.traceFile = traceFile;
    if (header !== undefined) this.#model = new SessionModel(header);
  }

  /** Undefined until the trace's first line has been read. */
  get header(): SessionHeader | undefined {
    return this.#model?.header;
  }

  get model(): SessionModel | undefined {
    return this.#model;
  }

  /** All events so far, in the order of the trace. */
  get events(): readonly SessionEvent[] {
    return this.#events;
  }

  /** Whether its recorder is at work; undefined until that is known. */
  get live(): boolean | undefined {
    return this.#live;
  }

  /** Why the trace cannot be read. */
  get error(): unknown {
    return this.#error;
  }

  /** One sentence on why the trace cannot be read, or what was left out of it; null when nothing was. */
  get problem(): string | null {
    if (this.#error !== undefined) return messageOf(this.#error);
    if (this.#reader?.isCut === true) {
      const shown = this.#events.length.toLocaleString(vscode.env.language);
      return vscode.l10n.t(
        'Only the first {0} events are shown; “forkscope show” on a command line reads all of them.',
        shown,
      );
    }
    const problems = this.#reader?.problems;
    return problems === undefined ? null : describeProblems(problems);
  }

  nowUs(): number | null {
    return this.#reader?.nowUs() ?? null;
  }

  /** Begins to read; further calls do nothing. */
  open(): void {
    if (this.#reader !== undefined) return;
    const listener: SessionListener = {
      onHeader: (header) => {
        this.#model ??= new SessionModel(header);
        this.#onDidChange.fire(this);
      },
      onEvents: (events) => {
        for (const event of events) {
          this.#events.push(event);
          this.#model?.apply(event);
        }
        this.#onDidChange.fire(this);
      },
      onLive: (live) => {
        this.#live = live;
        this.#onDidChange.fire(this);
      },
      onError: (error) => {
        this.#error = error;
        this.#live = false;
        this.#onDidChange.fire(this);
      },
    };
    this.#reader = new SessionReader(this.traceFile, listener, MAX_EVENTS);
    this.#reader.open();
  }

  /**
   * Ends the watching of a session that was found running.
   * @throws {UserError} `session-gone` when its recorder is not at work.
   */
  release(): void {
    this.open();
    this.#reader?.release();
  }

  /**
   * Asks for the stacks of a process, or of all (null); they come as events, too.
   * @throws {UserError} `session-gone` when its recorder is not at work.
   */
  takeStacks(pid: number | null): Promise<Static<typeof StackSeen>[]> {
    return requestStacks(readLiveFile(this.traceFile), pid, false);
  }

  dispose(): void {
    this.#reader?.dispose();
    this.#onDidChange.dispose();
  }
}
