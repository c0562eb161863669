import { join } from 'node:path';
import * as vscode from 'vscode';
import { openSite, registerCommands } from './vscode/commands.ts';
import { trackContextKeys } from './vscode/context-keys.ts';
import { Launcher } from './vscode/launcher.ts';
import { Log } from './vscode/log.ts';
import { PANEL_VIEW_TYPE, Panels } from './vscode/panels.ts';
import { TASK_TYPE } from './vscode/recorder-task.ts';
import { SessionStore } from './vscode/session-store.ts';
import { SessionTree } from './vscode/session-tree.ts';
import { ForkscopeTaskProvider } from './vscode/task-provider.ts';
import { Watcher } from './vscode/watcher.ts';

/** Builds the parts and hands them to the editor; nothing is read or started before it is asked for. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Forkscope', { log: true });
  const log = new Log(channel);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const storage = context.storageUri ?? context.globalStorageUri;
  const store = new SessionStore(join(storage.fsPath, 'sessions'));
  const launcher = new Launcher(store, dist.fsPath);
  const watcher = new Watcher(store, dist.fsPath);
  const panels = new Panels(dist, store, context.workspaceState, {
    openSite: (file, line) => {
      openSite(file, line).catch((error) => log.report(error, 'opening the source line'));
    },
    stopSession: (session) => {
      void vscode.commands.executeCommand('forkscope.stopSession', { kind: 'session', session });
    },
  });
  const tree = new SessionTree(store);
  const memory = context.workspaceState;

  context.subscriptions.push(
    channel,
    store,
    tree,
    panels,
    vscode.window.createTreeView('forkscope.sessions', { treeDataProvider: tree }),
    vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, panels),
    vscode.tasks.registerTaskProvider(TASK_TYPE, new ForkscopeTaskProvider(store, dist.fsPath)),
    trackContextKeys(store),
    registerCommands({ store, launcher, watcher, panels, log, memory, dist: dist.fsPath }),
  );
}
