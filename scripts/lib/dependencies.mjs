/** Our own node_modules. It needs nothing but Node, for it runs before there are any. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';
import { mustRun } from './run.mjs';

/** Installs what package-lock.json names, unless that is what there is. */
export async function installDependencies() {
  await mustRun('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    hint: 'The dependencies could not be installed; check the network and run it again',
  });
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
