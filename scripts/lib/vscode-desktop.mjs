/** The desktop's VS Code, where there is one. */
import { findOnPath } from './executables.mjs';
import { run } from './run.mjs';

/** @returns {string | undefined} the `code` command */
export function findDesktop() {
  return findOnPath('code');
}

/**
 * Installs the packaged extension in the user's VS Code and opens a folder in a new window.
 *
 * @param {string} code
 * @param {string} vsix
 * @param {string} folder
 * @returns {Promise<boolean>} whether it did
 */
export async function openInDesktop(code, vsix, folder) {
  const install = await run(code, ['--install-extension', vsix, '--force'], { quiet: true });
  if (install.code !== 0) return false;
  const open = await run(code, ['--new-window', folder], { quiet: true });
  return open.code === 0;
}
