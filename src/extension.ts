import { join } from 'node:path';
import * as vscode from 'vscode';
import { openSite, registerCommands } from './vscode/commands.ts';
import { COMPARISON_VIEW_TYPE, Comparisons } from './vscode/comparisons.ts';
import { trackContextKeys } from './vscode/context-keys.ts';
import { registerDebugging } from './vscode/debug/debugging.ts';
import { Diagnostics } from './vscode/findings/diagnostics.ts';
import { EditorMarks } from './vscode/findings/editor-marks.ts';
import { badgeFindings } from './vscode/findings/finding-badge.ts';
import { SessionFindings } from './vscode/findings/session-findings.ts';
import { SourceVersions } from './vscode/findings/source-versions.ts';
import { StatusItem } from './vscode/findings/status-item.ts';
import { Launcher } from './vscode/launcher.ts';
import { Log } from './vscode/log.ts';
import { PANEL_VIEW_TYPE } from './vscode/panel.ts';
import { Panels } from './vscode/panels.ts';
import { PlanProblems } from './vscode/plan-problems.ts';
import { TASK_TYPE } from './vscode/recorder-task.ts';
import { RowChoice } from './vscode/row-choice.ts';
import { savePicture } from './vscode/save-picture.ts';
import { SessionStore } from './vscode/session-store.ts';
import { SessionTree } from './vscode/session-tree.ts';
import { ForkscopeTaskProvider } from './vscode/task-provider.ts';
import { TRACE_EDITOR_VIEW_TYPE, TraceEditor } from './vscode/trace-editor.ts';
import { Watcher } from './vscode/watcher.ts';

/** Builds the parts and hands them to the editor; nothing is read or started before it is asked for. */
export function activate(context: vscode.ExtensionContext): void {
  const channel = vscode.window.createOutputChannel('Forkscope', { log: true });
  const log = new Log(channel);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const storage = context.storageUri ?? context.globalStorageUri;
  const store = new SessionStore(join(storage.fsPath, 'sessions'));
  const findings = new SessionFindings(store);
  const launcher = new Launcher(store, dist.fsPath);
  const watcher = new Watcher(store, dist.fsPath);
  const goTo = (file: string, line: number) => {
    openSite(file, line).catch((error) => log.report(error, 'opening the source line'));
  };
  const panels = new Panels(dist, store, findings, context.workspaceState, {
    openSite: goTo,
    copyText: (text) => void vscode.env.clipboard.writeText(text),
    savePicture: (kind, data, session) => {
      savePicture(kind, data, session).catch((error) => log.report(error, 'saving the picture'));
    },
    stopSession: (session) => {
      void vscode.commands.executeCommand('forkscope.stopSession', { kind: 'session', session });
    },
  });
  const versions = new SourceVersions();
  const pages = vscode.Uri.joinPath(context.extensionUri, 'docs', 'findings');
  const traces = new TraceEditor(store, panels);
  const tree = new SessionTree(store, findings, traces);
  const view = vscode.window.createTreeView('forkscope.sessions', {
    treeDataProvider: tree,
    dragAndDropController: tree,
  });
  const rows = new RowChoice(store, findings, view);
  const comparisons = new Comparisons({
    dist,
    store,
    findings,
    rows,
    openSite: goTo,
    showProcess: (session, process) => {
      panels.show(session, process).catch((error) => log.report(error, 'showing the timeline'));
    },
  });
  const memory = context.workspaceState;

  context.subscriptions.push(
    channel,
    store,
    findings,
    tree,
    panels,
    comparisons,
    view,
    rows,
    vscode.window.registerWebviewPanelSerializer(PANEL_VIEW_TYPE, panels),
    vscode.window.registerWebviewPanelSerializer(COMPARISON_VIEW_TYPE, comparisons),
    vscode.window.registerCustomEditorProvider(TRACE_EDITOR_VIEW_TYPE, traces),
    vscode.tasks.registerTaskProvider(TASK_TYPE, new ForkscopeTaskProvider(store, dist.fsPath)),
    new PlanProblems(),
    trackContextKeys(store, findings),
    new Diagnostics(findings, versions, pages),
    new EditorMarks(findings, versions, vscode.Uri.joinPath(context.extensionUri, 'media')),
    new StatusItem(findings),
    badgeFindings(view, findings),
    registerCommands({
      store,
      rows,
      pages,
      examples: vscode.Uri.joinPath(context.extensionUri, 'examples'),
      launcher,
      watcher,
      panels,
      comparisons,
      log,
      memory,
      dist: dist.fsPath,
    }),
    registerDebugging({ store, watcher, panels, rows, tree: view, log, memory, dist: dist.fsPath }),
  );
}
