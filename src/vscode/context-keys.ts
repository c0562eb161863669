import * as vscode from 'vscode';
import type { SessionStore } from './session-store.ts';

/** Keeps the keys that the manifest's `when` clauses ask for true to the sessions there are. */
export function trackContextKeys(store: SessionStore): vscode.Disposable {
  const told = new Map<string, boolean>();
  const tell = (key: string, value: boolean) => {
    if (told.get(key) === value) return;
    told.set(key, value);
    void vscode.commands.executeCommand('setContext', key, value);
  };
  const update = () => {
    const sessions = store.sessions();
    tell('forkscope.hasSession', sessions.length > 0);
    tell(
      'forkscope.hasLiveSession',
      sessions.some(({ live }) => live === true),
    );
    tell(
      'forkscope.hasWatchedSession',
      sessions.some(({ live, header }) => live === true && header?.origin === 'watch'),
    );
  };
  return store.onDidChange(update);
}
