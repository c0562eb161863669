/** Finding, or getting, a Chromium to drive. */
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { canInstallDebianPackages, findOnPath, isExecutable } from './executables.mjs';
import { root } from './paths.mjs';
import { run, UserError } from './run.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const macApplications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];

/** For a browser that nobody looks at, on machines without a screen or much shared memory. */
export const chromiumFlags = [
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** @returns {string | undefined} */
function findChromium() {
  const chosen = process.env.FORKSCOPE_CHROMIUM;
  if (chosen) {
    if (isExecutable(chosen)) return chosen;
    throw new UserError(`FORKSCOPE_CHROMIUM names no program that can be run: ${chosen}`);
  }
  const onPath = names.map(findOnPath).find((file) => file !== undefined);
  const elsewhere = [...macApplications, chromium.executablePath()];
  return onPath ?? elsewhere.find((file) => existsSync(file));
}

/**
 * Finds Chromium, or installs it where that takes no password.
 *
 * @param {(message: string) => void} [progress]
 * @returns {Promise<string>}
 */
export async function provideChromium(progress = () => {}) {
  const found = findChromium();
  if (found) return found;
  if (canInstallDebianPackages()) {
    progress('installing chromium (apt-get)');
    await run('apt-get', ['update'], { quiet: true });
    await run('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], {
      quiet: true,
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    });
  }
  if (!findChromium()) {
    progress('installing chromium (playwright)');
    await run(process.execPath, ['node_modules/playwright-core/cli.js', 'install', 'chromium'], {
      cwd: root,
      quiet: true,
    });
  }
  const installed = findChromium();
  if (installed) return installed;
  throw new UserError(
    'These tests drive a browser: install Chromium or Chrome, or name one in FORKSCOPE_CHROMIUM.',
  );
}
