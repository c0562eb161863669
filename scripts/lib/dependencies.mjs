/** Our own node_modules. It needs nothing but Node, for it runs before there are any. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { mustRun, run, UserError } from './run.mjs';

/**
 * Installs what package-lock.json names, and nothing else.
 *
 * `npm ci` refuses a lock file that lacks the optional packages of other platforms, and npm writes
 * such a file where not all of those packages can be had; `npm install` takes it as it is.
 */
export async function installDependencies() {
  const quiet = ['--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
  const { code, output } = await run('npm', ['ci', ...quiet], { cwd: root, quiet: true });
  if (code === 0) return;
  if (!output.includes('EUSAGE')) {
    throw new UserError(`The dependencies could not be installed:\n${output.trimEnd()}`);
  }
  await mustRun('npm', ['install', '--no-save', ...quiet], {
    cwd: root,
    quiet: true,
    hint: 'The dependencies could not be installed',
  });
  if (!dependenciesAreInstalled()) {
    throw new UserError('package.json asks for other versions than package-lock.json names.');
  }
}

/**
 * Whether node_modules holds what package-lock.json names. npm keeps a lock file in node_modules,
 * written when an install is whole; packages for other platforms are missing from it.
 */
export function dependenciesAreInstalled() {
  const installed = packagesOf(join(root, 'node_modules/.package-lock.json'));
  if (!installed) return false;
  const wanted = packagesOf(join(root, 'package-lock.json')) ?? {};
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    return path === '' || (installed[path] ? installed[path].version === version : optional);
  });
}

/**
 * @param {string} lockFile
 * @returns {Record<string, { version?: string, optional?: boolean }> | undefined}
 */
function packagesOf(lockFile) {
  return existsSync(lockFile) ? JSON.parse(readFileSync(lockFile, 'utf8')).packages : undefined;
}
