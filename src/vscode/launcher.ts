import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { findExecutable } from '../manager/executable.ts';
import { UserError } from '../model/user-error.ts';
import type { LaunchTarget } from './launch-target.ts';
import type { ObservedSession } from './observed-session.ts';
import { recorderTask } from './recorder-task.ts';
import type { SessionStore } from './session-store.ts';

/** Launches targets under the recorder and finds the sessions that come of it. */
export class Launcher {
  readonly #store: SessionStore;
  readonly #dist: string;

  constructor(store: SessionStore, dist: string) {
    this.#store = store;
    this.#dist = dist;
  }

  /** @throws {UserError} when the workspace is not trusted, or the command cannot be started. */
  check(target: LaunchTarget): void {
    refuseUntrusted();
    findExecutable(target.command[0], target.cwd, process.env);
  }

  /**
   * Starts `target` in a terminal; resolves with its session once it is recorded, or with undefined
   * when the recorder ended before that (it has said why in the terminal).
   */
  async launch(target: LaunchTarget): Promise<ObservedSession | undefined> {
    this.check(target);
    const traceFile = this.#store.newTraceFile(target.name);
    mkdirSync(dirname(traceFile), { recursive: true, mode: 0o700 });
    const cancel = new vscode.CancellationTokenSource();
    const recorded = this.#store.whenRecording(traceFile, cancel.token);
    const scope =
      vscode.workspace.getWorkspaceFolder(vscode.Uri.file(target.cwd)) ??
      vscode.TaskScope.Workspace;
    let running: vscode.TaskExecution | undefined;
    const ended = vscode.tasks.onDidEndTaskProcess(({ execution }) => {
      if (execution === running) cancel.cancel();
    });
    try {
      running = await vscode.tasks.executeTask(recorderTask(target, traceFile, this.#dist, scope));
      return await recorded;
    } finally {
      ended.dispose();
      cancel.dispose();
    }
  }
}

/** @throws {UserError} `untrusted`. */
export function refuseUntrusted(): void {
  if (vscode.workspace.isTrusted) return;
  throw new UserError(
    'untrusted',
    vscode.l10n.t(
      'Nothing is launched in a workspace that is not trusted; trust it first (Manage Workspace Trust).',
    ),
  );
}
