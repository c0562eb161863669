/** The user's own browser. */
import { spawn } from 'node:child_process';
import { findOnPath } from './executables.mjs';

/**
 * Opens an address in the default browser, where there is one to open.
 *
 * @param {string} address
 */
export function openInBrowser(address) {
  const hasScreen = process.platform !== 'linux' || hasVariable('DISPLAY', 'WAYLAND_DISPLAY');
  const opener = findOnPath(process.platform === 'darwin' ? 'open' : 'xdg-open');
  if (!opener || !hasScreen) return;
  spawn(opener, [address], { detached: true, stdio: 'ignore' })
    .on('error', () => undefined)
    .unref();
}

/** @param {...string} names */
function hasVariable(...names) {
  return names.some((name) => !!process.env[name]);
}
