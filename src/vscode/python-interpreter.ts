import Type from 'typebox';
import { Compile } from 'typebox/compile';
import * as vscode from 'vscode';

/** The part of the Python extension's API that is used; it is input like any other. */
const ActiveEnvironment = Type.Object({ path: Type.String({ minLength: 1 }) });

interface PythonApi {
  readonly environments: { getActiveEnvironmentPath(resource?: vscode.Uri): unknown };
}

function isPythonApi(api: unknown): api is PythonApi {
  if (typeof api !== 'object' || api === null || !('environments' in api)) return false;
  const { environments } = api;
  return (
    typeof environments === 'object' &&
    environments !== null &&
    'getActiveEnvironmentPath' in environments &&
    typeof environments.getActiveEnvironmentPath === 'function'
  );
}

/**
 * The interpreter for a script: the setting, else the one that the Python extension has selected for
 * it, else `python3` of the PATH.
 */
export async function pythonInterpreter(script: vscode.Uri): Promise<string> {
  const configured = vscode.workspace
    .getConfiguration('forkscope', script)
    .get('python.interpreter', '')
    .trim();
  if (configured !== '') return configured;
  return (await selectedInterpreter(script)) ?? 'python3';
}

async function selectedInterpreter(script: vscode.Uri): Promise<string | undefined> {
  const extension = vscode.extensions.getExtension('ms-python.python');
  if (extension === undefined) return undefined;
  const api: unknown = await extension.activate();
  if (!isPythonApi(api)) return undefined;
  const active = api.environments.getActiveEnvironmentPath(script);
  return Compile(ActiveEnvironment).Check(active) ? active.path : undefined;
}
