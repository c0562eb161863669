import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { systemErrorCode, UserError } from '../model/user-error.ts';

export interface Executable {
  /** Path that the OS can start. */
  readonly path: string;
}

/**
 * Checks, before anything is started, that `name` can be: found as a shell would find it, a file, and
 * executable.
 * @throws {UserError} `command-not-found`, `is-a-directory`, `not-executable` or `cwd-missing`.
 */
export function findExecutable(name: string, cwd: string, env: NodeJS.ProcessEnv): Executable {
  checkDirectory(cwd);
  if (name === '') throw new UserError('command-not-found', 'The command is an empty string.');
  if (name.includes('/') || (process.platform === 'win32' && name.includes('\\'))) {
    checkFile(name, isAbsolute(name) ? name : resolve(cwd, name));
    return { path: name };
  }
  let refusal: UserError | undefined;
  for (const path of searchPath(name, env)) {
    try {
      checkFile(name, path);
      return { path: name };
    } catch (error) {
      // As execvp(3): a name that is there and may not be run is remembered, and the search goes on.
      if (!(error instanceof UserError)) throw error;
      if (error.code === 'not-executable') refusal ??= error;
    }
  }
  throw (
    refusal ??
    new UserError(
      'command-not-found',
      `${name}: command not found; check the spelling, or that its folder is on PATH.`,
    )
  );
}

function* searchPath(name: string, env: NodeJS.ProcessEnv): Generator<string> {
  const extensions =
    process.platform === 'win32' ? (env.PATHEXT ?? '.EXE;.CMD;.BAT').split(';') : [''];
  for (const folder of (env.PATH ?? '').split(delimiter)) {
    for (const extension of extensions) yield join(folder || '.', `${name}${extension}`);
  }
}

function checkFile(name: string, path: string): void {
  let isDirectory: boolean;
  try {
    isDirectory = statSync(path).isDirectory();
  } catch (error) {
    const denied = systemErrorCode(error) === 'EACCES';
    throw denied
      ? new UserError('not-executable', `${name}: permission denied.`, { cause: error })
      : new UserError('command-not-found', `${name}: no such file.`, { cause: error });
  }
  if (isDirectory) {
    throw new UserError('is-a-directory', `${name} is a directory; name the program inside it.`);
  }
  try {
    accessSync(path, constants.X_OK);
  } catch (error) {
    throw new UserError(
      'not-executable',
      `${name} is not executable; run it through its interpreter, or allow it with chmod +x.`,
      { cause: error },
    );
  }
}

function checkDirectory(cwd: string): void {
  let ok = false;
  try {
    ok = statSync(cwd).isDirectory();
  } catch {
    ok = false;
  }
  if (!ok) {
    throw new UserError('cwd-missing', `The working directory ${cwd} does not exist.`);
  }
}
