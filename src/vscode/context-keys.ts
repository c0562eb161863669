import * as vscode from 'vscode';
import { DisposableStore } from '../model/disposable.ts';
import type { SessionFindings } from './findings/session-findings.ts';
import { isClosed, isLive, isWatched } from './row-choice.ts';
import type { SessionStore } from './session-store.ts';

/** Keeps the keys that the manifest's `when` clauses ask for true to the sessions there are. */
export function trackContextKeys(
  store: SessionStore,
  findings: SessionFindings,
): vscode.Disposable {
  const told = new Map<string, boolean>();
  const tell = (key: string, value: boolean) => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const update = () => {
    const sessions = store.sessions();
    tell('forkscope.hasSession', sessions.length > 0);
    tell('forkscope.hasTwoSessions', sessions.length > 1);
    tell('forkscope.hasLiveSession', sessions.some(isLive));
    tell('forkscope.hasWatchedSession', sessions.some(isWatched));
    tell('forkscope.hasClosedSession', sessions.some(isClosed));
    tell(
      'forkscope.hasProcess',
      sessions.some(({ model }) => (model?.processes().length ?? 0) > 0),
    );
    tell(
      'forkscope.hasFinding',
      sessions.some((session) => findings.of(session).length > 0),
    );
  };
  const owned = new DisposableStore();
  owned.add(store.onDidChange(update));
  owned.add(findings.onDidChange(update));
  return owned;
}
