import { createRequire } from 'node:module';
import { extname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** What a script is to be run with. */
export type ScriptRuntime = 'python' | 'node' | 'typescript' | 'shell' | 'executable';

const RUNTIME_BY_EXTENSION: Readonly<Record<string, ScriptRuntime>> = {
  '.py': 'python',
  '.pyw': 'python',
  '.js': 'node',
  '.mjs': 'node',
  '.cjs': 'node',
  '.ts': 'typescript',
  '.mts': 'typescript',
  '.cts': 'typescript',
  '.sh': 'shell',
  '.bash': 'shell',
};

const RUNTIME_BY_LANGUAGE: Readonly<Record<string, ScriptRuntime>> = {
  python: 'python',
  javascript: 'node',
  typescript: 'typescript',
  shellscript: 'shell',
};

/** By the file's ending, else by the editor's language; anything else is started itself. */
export function runtimeOf(file: string, languageId?: string): ScriptRuntime {
  return (
    RUNTIME_BY_EXTENSION[extname(file).toLowerCase()] ??
    RUNTIME_BY_LANGUAGE[languageId ?? ''] ??
    'executable'
  );
}

/**
 * The command that runs `file`. TypeScript goes through `tsx` where the file's project has it, else
 * through Node alone, which takes types away by itself since 22.18.
 */
export function scriptCommand(
  file: string,
  args: readonly string[],
  runtime: ScriptRuntime,
  pythonInterpreter: string,
): [string, ...string[]] {
  switch (runtime) {
    case 'python':
      return [pythonInterpreter, file, ...args];
    case 'node':
      return ['node', file, ...args];
    case 'typescript':
      return ['node', ...typeScriptLoader(file), file, ...args];
    case 'shell':
      return ['bash', file, ...args];
    case 'executable':
      return [file, ...args];
  }
}

function typeScriptLoader(file: string): string[] {
  try {
    const loader = createRequire(resolve(file)).resolve('tsx');
    return ['--import', pathToFileURL(loader).href];
  } catch {
    return [];
  }
}
