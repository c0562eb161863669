import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';
import { baseName } from '../model/naming.ts';
import { recorderTask } from './recorder-task.ts';
import type { SessionStore } from './session-store.ts';

const ForkscopeTask = Type.Object({
  type: Type.Literal('forkscope'),
  command: Type.String({ minLength: 1 }),
  args: Type.Optional(Type.Array(Type.String())),
  cwd: Type.Optional(Type.String()),
});

/** Makes tasks of type `forkscope` in tasks.json run under the recorder. */
export class ForkscopeTaskProvider implements vscode.TaskProvider {
  readonly #store: SessionStore;
  readonly #dist: string;
  readonly #validator = Compile(ForkscopeTask);

  constructor(store: SessionStore, dist: string) {
    this.#store = store;
    this.#dist = dist;
  }

  provideTasks(): vscode.Task[] {
    return [];
  }

  resolveTask(task: vscode.Task): vscode.Task | undefined {
    const { definition, scope } = task;
    if (!this.#validator.Check(definition) || scope === undefined) return undefined;
    const folder = typeof scope === 'object' ? scope.uri.fsPath : undefined;
    const cwd = definition.cwd ?? folder ?? vscode.workspace.workspaceFolders?.[0]?.uri.fsPath;
    if (cwd === undefined) return undefined;
    const { command, args = [] } = definition;
    const target = { name: task.name || baseName(command), command: [command, ...args], cwd };
    const traceFile = this.#store.newTraceFile(target.name);
    return recorderTask(
      { ...target, command: [command, ...args] },
      traceFile,
      this.#dist,
      scope,
      definition,
    );
  }
}
