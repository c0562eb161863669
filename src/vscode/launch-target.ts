import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { runtimeOf, scriptCommand } from '../manager/script-command.ts';
import { baseName } from '../model/naming.ts';
import { UserError } from '../model/user-error.ts';
import { pythonInterpreter } from './python-interpreter.ts';

/** What is to be launched. */
export interface LaunchTarget {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
}

/** A launch plan that is to be run. */
export interface PlanTarget {
  readonly name: string;
  /** Its file. */
  readonly plan: string;
  /** Interpreter of its Python scripts. */
  readonly python: string;
  readonly cwd: string;
}

/**
 * The script of `uri`, else of the active editor, saved first.
 * @throws {UserError} when there is none, or it is no file that can be launched.
 */
export async function scriptToLaunch(uri: vscode.Uri | undefined): Promise<vscode.Uri> {
  const script = uri ?? vscode.window.activeTextEditor?.document.uri;
  const { l10n } = vscode;
  if (script === undefined) {
    throw new UserError(
      'usage',
      l10n.t('Open the script that you want to launch, then try again.'),
    );
  }
  const document = vscode.workspace.textDocuments.find(
    (each) => each.uri.toString() === script.toString(),
  );
  if (script.scheme !== 'file') {
    throw new UserError(
      'unsaved',
      l10n.t('{0} is not a file on this machine; save it first.', baseName(script.path)),
    );
  }
  if (document?.isDirty === true && !(await document.save())) {
    throw new UserError(
      'unsaved',
      l10n.t('{0} could not be saved and was not launched.', baseName(script.path)),
    );
  }
  checkIsFile(script.fsPath);
  return script;
}

function checkIsFile(path: string): void {
  const { l10n } = vscode;
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new UserError(
      'command-not-found',
      l10n.t('{0} does not exist any more; save it again, or open another script.', path),
    );
  }
  if (stat.isDirectory()) {
    throw new UserError(
      'is-a-directory',
      l10n.t('{0} is a directory; open the script inside it.', path),
    );
  }
}

/** The command for a script, run in its workspace folder. */
export async function targetOf(script: vscode.Uri, args: readonly string[]): Promise<LaunchTarget> {
  const document = vscode.workspace.textDocuments.find(
    (each) => each.uri.toString() === script.toString(),
  );
  const runtime = runtimeOf(script.fsPath, document?.languageId);
  const interpreter = runtime === 'python' ? await pythonInterpreter(script) : '';
  const folder = vscode.workspace.getWorkspaceFolder(script);
  return {
    name: baseName(script.fsPath),
    command: scriptCommand(script.fsPath, args, runtime, interpreter),
    cwd: folder?.uri.fsPath ?? dirname(script.fsPath),
  };
}
