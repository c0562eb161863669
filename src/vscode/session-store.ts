import { mkdirSync, readdirSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readLiveFile } from '../manager/live-file.ts';
import { DisposableStore } from '../model/disposable.ts';
import { baseName } from '../model/naming.ts';
import { liveFileOf } from '../protocol/control-messages.ts';
import { readTraceHeader } from '../trace/read-header.ts';
import { TRACE_EXTENSION } from '../trace/trace-format.ts';
import { requireTrace } from '../trace/trace-tail.ts';
import { ObservedSession } from './observed-session.ts';

/** The sessions of this workspace: those in its storage, and traces that were opened by hand. */
export class SessionStore {
  readonly #folder: string;
  readonly #owned = new DisposableStore();
  readonly #sessions = new Map<string, ObservedSession>();
  readonly #onDidChange = new vscode.EventEmitter<ObservedSession | undefined>();
  #loaded = false;

  /** Fires with the session that changed; undefined when the list itself did. */
  readonly onDidChange = this.#onDidChange.event;

  /** @param folder where traces of launched sessions are kept; made when first needed. */
  constructor(folder: string) {
    this.#folder = folder;
    this.#owned.add(this.#onDidChange);
  }

  /** Newest first. */
  sessions(): ObservedSession[] {
    this.#load();
    return [...this.#sessions.values()].sort((a, b) => startOf(b) - startOf(a));
  }

  /** A file for the trace of a session that is about to start. */
  newTraceFile(name: string): string {
    this.#load();
    const stamp = new Date().toISOString().replace(/[:.]/g, '-');
    const safe = baseName(name)
      .replace(/[^\w.-]/g, '_')
      .slice(0, 60);
    return join(this.#folder, `${stamp}-${safe}${TRACE_EXTENSION}`);
  }

  /** The session of a trace file, added if it is not among them; not yet opened. */
  add(traceFile: string): ObservedSession {
    this.#load();
    return this.#sessions.get(traceFile) ?? this.#insert(new ObservedSession(traceFile));
  }

  /**
   * The session of a trace file that the user names.
   * @throws {UserError} when it cannot be read, or is no trace.
   */
  openTrace(traceFile: string): ObservedSession {
    requireTrace(traceFile);
    return this.add(traceFile);
  }

  /** Resolves with the session of a trace that a recorder is about to create; undefined if cancelled. */
  whenRecording(
    traceFile: string,
    token: vscode.CancellationToken,
  ): Promise<ObservedSession | undefined> {
    return new Promise((resolve) => {
      const store = new DisposableStore();
      const done = (session: ObservedSession | undefined) => {
        store.dispose();
        resolve(session);
      };
      const look = () => {
        if (readTraceHeader(traceFile) !== undefined) done(this.add(traceFile));
      };
      store.add(token.onCancellationRequested(() => done(undefined)));
      const watcher = watch(this.#folder, look);
      store.defer(() => watcher.close());
      look();
    });
  }

  /** Forgets an ended session and deletes its trace, if the trace is one of ours. */
  delete(session: ObservedSession): void {
    this.#sessions.delete(session.traceFile);
    session.dispose();
    if (session.traceFile.startsWith(this.#folder)) {
      rmSync(session.traceFile, { force: true });
      rmSync(liveFileOf(session.traceFile), { force: true });
    }
    this.#onDidChange.fire(undefined);
  }

  dispose(): void {
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
    this.#owned.dispose();
  }

  #load(): void {
    if (this.#loaded) return;
    this.#loaded = true;
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    for (const name of readdirSync(this.#folder)) {
      if (!name.endsWith(TRACE_EXTENSION)) continue;
      const file = join(this.#folder, name);
      const header = readTraceHeader(file);
      if (header !== undefined) this.#insert(new ObservedSession(file, header));
    }
    this.#trim();
  }

  /** Deletes the oldest sessions beyond the limit; what still runs is kept. */
  #trim(): void {
    const limit = vscode.workspace.getConfiguration('forkscope').get('history.limit', 20);
    const kept = [...this.#sessions.values()].sort((a, b) => startOf(b) - startOf(a));
    for (const session of kept.slice(limit)) {
      if (!isRecorded(session)) this.delete(session);
    }
  }

  #insert(session: ObservedSession): ObservedSession {
    this.#sessions.set(session.traceFile, session);
    this.#owned.add(session.onDidChange((changed) => this.#onDidChange.fire(changed)));
    if (isRecorded(session)) session.open();
    this.#onDidChange.fire(undefined);
    return session;
  }
}

function isRecorded(session: ObservedSession): boolean {
  return readLiveFile(session.traceFile) !== undefined;
}

function startOf(session: ObservedSession): number {
  return Date.parse(session.header?.startedAt ?? '') || 0;
}
