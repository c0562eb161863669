import * as vscode from 'vscode';
import { runtimeOf } from '../../manager/script-command.ts';
import { baseName } from '../../model/naming.ts';
import { UserError } from '../../model/user-error.ts';
import { rememberedArguments } from '../commands.ts';
import { scriptToLaunch } from '../launch-target.ts';
import { refuseUntrusted } from '../launcher.ts';
import { pythonInterpreter } from '../python-interpreter.ts';
import { withMark } from './debug-configuration.ts';
import { hasDebugger } from './debuggers.ts';

/**
 * Debugs a script, with a recording of it whatever the setting says.
 * @throws {UserError} when there is no script, or no debugger for it.
 */
export async function debugScript(
  uri: vscode.Uri | undefined,
  memory: vscode.Memento,
): Promise<void> {
  refuseUntrusted();
  const script = await scriptToLaunch(uri);
  const folder = vscode.workspace.getWorkspaceFolder(script);
  const configuration = await configurationOf(script, rememberedArguments(memory, script));
  await vscode.debug.startDebugging(folder, withMark(configuration, { wanted: true }));
}

async function configurationOf(
  script: vscode.Uri,
  args: readonly string[],
): Promise<vscode.DebugConfiguration> {
  const { l10n, workspace } = vscode;
  const program = script.fsPath;
  const document = workspace.textDocuments.find(({ uri }) => uri.toString() === script.toString());
  const runtime = runtimeOf(program, document?.languageId);
  const cwd = workspace.getWorkspaceFolder(script)?.uri.fsPath;
  const base = {
    name: baseName(program),
    request: 'launch',
    program,
    args: [...args],
    console: 'integratedTerminal',
    ...(cwd !== undefined && { cwd }),
  };
  switch (runtime) {
    case 'python': {
      const type = ['debugpy', 'python'].find(hasDebugger);
      if (type === undefined) {
        throw new UserError(
          'usage',
          l10n.t('No debugger for Python is installed; install the extension ms-python.debugpy.'),
        );
      }
      return { ...base, type, python: await pythonInterpreter(script) };
    }
    case 'node':
      return { ...base, type: 'node' };
    case 'typescript':
      return { ...base, type: 'node', runtimeArgs: ['--import', 'tsx'] };
    default:
      throw new UserError(
        'usage',
        l10n.t('There is no debugger for {0}; launch it instead.', baseName(program)),
      );
  }
}
