import { basename } from 'node:path';
import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';
import { brokenRulesIn, type Path } from '../manager/plan/plan-rules.ts';
import { DisposableStore } from '../model/disposable.ts';
import { TASK_TYPE } from './recorder-task.ts';

/** Where launch plans stand in a tasks.json. */
const Tasks = Compile(Type.Object({ tasks: Type.Array(Type.Unknown()) }));
const ForkscopeTask = Compile(Type.Object({ type: Type.Literal(TASK_TYPE) }));

/**
 * What is wrong with launch plans that are open in editors, on the line: circles, unknown names and
 * the like. The form is checked by the editor itself, by the schema that the manifest gives it.
 */
export class PlanProblems implements vscode.Disposable {
  readonly #owned = new DisposableStore();
  readonly #collection: vscode.DiagnosticCollection;

  constructor() {
    this.#collection = this.#owned.add(
      vscode.languages.createDiagnosticCollection('forkscope-plan'),
    );
    const { workspace } = vscode;
    this.#owned.add(workspace.onDidOpenTextDocument((document) => this.#check(document)));
    this.#owned.add(workspace.onDidChangeTextDocument(({ document }) => this.#check(document)));
    this.#owned.add(workspace.onDidCloseTextDocument(({ uri }) => this.#collection.delete(uri)));
    for (const document of workspace.textDocuments) this.#check(document);
  }

  dispose(): void {
    this.#owned.dispose();
  }

  #check(document: vscode.TextDocument): void {
    const lists = listsOf(document.uri);
    if (lists === undefined) return;
    const problems = brokenRulesIn(document.getText(), lists).map(({ offset, length, what }) => {
      const range = new vscode.Range(
        document.positionAt(offset),
        document.positionAt(offset + length),
      );
      const diagnostic = new vscode.Diagnostic(range, what, vscode.DiagnosticSeverity.Error);
      diagnostic.source = 'Forkscope';
      return diagnostic;
    });
    this.#collection.set(document.uri, problems);
  }
}

/** How lists of processes are found in a document of that name; undefined where there are none. */
function listsOf({ scheme, path }: vscode.Uri): ((root: unknown) => Path[]) | undefined {
  if (scheme !== 'file' && scheme !== 'untitled') return undefined;
  if (/\.plan\.jsonc?$/.test(path)) return () => [['processes']];
  if (basename(path) !== 'tasks.json') return undefined;
  return (root) =>
    (Tasks.Check(root) ? root.tasks : []).flatMap((task, index) =>
      ForkscopeTask.Check(task) ? [['tasks', index, 'processes']] : [],
    );
}
