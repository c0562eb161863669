import * as vscode from 'vscode';
import { DisposableStore } from '../../model/disposable.ts';
import type { Finding } from '../../model/findings/finding.ts';
import { findings } from '../../model/findings/registry.ts';
import type { ObservedSession } from '../observed-session.ts';
import type { SessionStore } from '../session-store.ts';
import { chosenFindings } from './finding-options.ts';

/** At most this often are findings derived anew, in ms. */
const REFRESH_MS = 500;
/** After a derivation that took long the next one waits this many times as long. */
const REST_FACTOR = 10;
/** Time alone makes some findings true: a live session is looked at this often, in ms. */
const LIVE_MS = 1_000;

/** What the rules find in the sessions that have been read, kept up to date while they run. */
export class SessionFindings implements vscode.Disposable {
  readonly #store: SessionStore;
  readonly #owned = new DisposableStore();
  readonly #onDidChange = new vscode.EventEmitter<void>();
  readonly #found = new Map<ObservedSession, readonly Finding[]>();
  readonly #changed = new Set<ObservedSession>();
  #timer: NodeJS.Timeout | undefined;
  #restUntilMs = 0;

  /** Fires after findings have been derived anew, also where they are the same. */
  readonly onDidChange = this.#onDidChange.event;

  constructor(store: SessionStore) {
    this.#store = store;
    this.#owned.add(this.#onDidChange);
    this.#owned.add(store.onDidChange((session) => this.#hear(session)));
    this.#owned.add(
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (!change.affectsConfiguration('forkscope.findings')) return;
        for (const session of this.#found.keys()) this.#hear(session);
      }),
    );
    this.#owned.defer(() => clearTimeout(this.#timer));
  }

  /** All findings of a session, those that are over among them; none while it has not been read. */
  of(session: ObservedSession): readonly Finding[] {
    return this.#found.get(session) ?? [];
  }

  /** The sessions that have been read and are not superseded: of each command, the newest one. */
  current(): ObservedSession[] {
    const newest = new Map<string, ObservedSession>();
    for (const session of this.#found.keys()) {
      const key = JSON.stringify([session.header?.cwd, session.header?.command]);
      const other = newest.get(key);
      if (other === undefined || startOf(other) < startOf(session)) newest.set(key, session);
    }
    return [...newest.values()].sort((a, b) => startOf(b) - startOf(a));
  }

  /** The session's clock: its last instant where it is over. */
  nowUs(session: ObservedSession): number {
    const reached = session.model?.session().durationUs ?? 0;
    return session.live === true ? Math.max(reached, session.nowUs() ?? 0) : reached;
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #hear(session: ObservedSession | undefined): void {
    if (session === undefined) {
      const known = new Set(this.#store.sessions());
      const gone = [...this.#found.keys()].filter((each) => !known.has(each));
      if (gone.length === 0) return;
      for (const each of gone) {
        this.#found.delete(each);
        this.#changed.delete(each);
      }
      this.#schedule(0);
      return;
    }
    // Nothing is said of what has not been read yet.
    if (session.model === undefined || session.live === undefined) return;
    this.#changed.add(session);
    this.#schedule(REFRESH_MS);
  }

  #schedule(delayMs: number): void {
    const wait = Math.max(delayMs, this.#restUntilMs - performance.now());
    this.#timer ??= setTimeout(() => this.#refresh(), wait);
  }

  #refresh(): void {
    this.#timer = undefined;
    const fromMs = performance.now();
    const { rules, limits } = chosenFindings();
    for (const session of this.#changed) {
      const { model } = session;
      if (model === undefined) continue;
      const t = vscode.l10n.t;
      this.#found.set(session, findings(model, this.nowUs(session), { rules, limits, t }));
    }
    this.#changed.clear();
    const untilMs = performance.now();
    this.#restUntilMs = untilMs + (untilMs - fromMs) * REST_FACTOR;
    this.#onDidChange.fire();
    for (const session of this.#found.keys()) {
      if (session.live === true) this.#changed.add(session);
    }
    if (this.#changed.size > 0) this.#schedule(LIVE_MS);
  }
}

function startOf(session: ObservedSession): number {
  return Date.parse(session.header?.startedAt ?? '') || 0;
}
