/** Forkscope beside the editor's debugger: built here, and handed back as one thing to dispose of. */
import * as vscode from 'vscode';
import { DisposableStore } from '../../model/disposable.ts';
import type { ProcessView } from '../../model/views.ts';
import type { Log } from '../log.ts';
import type { Panels } from '../panels.ts';
import { reportedCommand } from '../reported-command.ts';
import { isAlive, type RowArgument, type RowChoice } from '../row-choice.ts';
import type { SessionStore } from '../session-store.ts';
import type { TreeNode } from '../session-tree.ts';
import type { Watcher } from '../watcher.ts';
import { AttachAutomatically } from './attach-automatically.ts';
import { attachDebugger } from './attach-debugger.ts';
import { DebugObserver } from './debug-observer.ts';
import { debugScript } from './debug-script.ts';
import { Debuggees } from './debuggees.ts';
import { FollowDebugger, nodeOf } from './follow-debugger.ts';
import { ObserveSetting } from './observe-setting.ts';

export interface DebuggingParts {
  readonly store: SessionStore;
  readonly watcher: Watcher;
  readonly panels: Panels;
  readonly rows: RowChoice;
  readonly tree: vscode.TreeView<TreeNode>;
  readonly log: Log;
  readonly memory: vscode.Memento;
  /** Folder of the built command. */
  readonly dist: string;
}

export function registerDebugging(parts: DebuggingParts): vscode.Disposable {
  const { store, watcher, panels, rows, tree, log, memory, dist } = parts;
  const { l10n } = vscode;
  const owned = new DisposableStore();
  const setting = new ObserveSetting(memory);
  const observer = owned.add(new DebugObserver({ store, watcher, setting, log, dist }));
  const debuggees = owned.add(new Debuggees((session, pid) => observer.learnt(session, pid)));
  owned.add(new FollowDebugger({ store, debuggees, tree, panels }));
  const attach = (process: ProcessView) => attachDebugger(process, debuggees);
  owned.add(new AttachAutomatically(store, attach, log));
  owned.add(
    observer.onDidObserve(({ session, wanted }) => {
      if (wanted) void panels.show(session);
    }),
  );
  owned.add(
    reportedCommand(
      log,
      'attachDebugger',
      l10n.t('attaching the debugger'),
      // Of a row of the tree, or, for links in texts, a PID.
      async (about?: RowArgument | number) => {
        const row = typeof about === 'number' ? nodeOf(store, about) : about;
        if (typeof about === 'number' && row === undefined) return;
        const chosen = await rows.process(row, isAlive);
        if (chosen !== undefined) await attach(chosen.process);
      },
    ),
  );
  owned.add(
    reportedCommand(log, 'debugScript', l10n.t('debugging the script'), (uri?: vscode.Uri) =>
      debugScript(uri, memory),
    ),
  );
  return owned;
}
