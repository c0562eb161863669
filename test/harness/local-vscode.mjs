/** What the end-to-end tests need of scripts/lib; typed by the .d.mts beside it. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheDir, examplesDir } from '../../scripts/lib/paths.mjs';
import { machineVsix } from '../../scripts/lib/product.mjs';
import { doAndRemember, fingerprint, isDone } from '../../scripts/lib/stamps.mjs';
import {
  installVsix,
  serverLog,
  startVsCodeServer,
  writeSettings,
} from '../../scripts/lib/vscode-server.mjs';
import { bareWindow, trustAll } from '../../scripts/lib/vscode-settings.mjs';

export { chromiumFlags, provideChromium } from '../../scripts/lib/chromium.mjs';
export { artifactsDir } from '../../scripts/lib/paths.mjs';

export const vsixFile = machineVsix();

/** @type {typeof import('./local-vscode.d.mts').startLocalVsCode} */
export async function startLocalVsCode(vsix) {
  const dataDir = mkdtempSync(join(tmpdir(), 'forkscope-e2e-'));
  const extensionsDir = await installOnce(vsix, dataDir);
  const server = await startVsCodeServer({ dataDir, extensionsDir });
  return {
    url: server.url,
    logs: () => serverLog(server.logFile),
    configure: ({ trust, settings }) =>
      writeSettings(dataDir, { ...bareWindow, ...(trust ? trustAll : {}), ...settings }, [
        'User',
        'Machine',
      ]),
    stop: async () => {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** @type {typeof import('./local-vscode.d.mts').copyExamples} */
export function copyExamples() {
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-examples-'));
  cpSync(examplesDir, folder, { recursive: true });
  return folder;
}

/**
 * Servers of one run share an installed extension; installing takes longer than starting.
 *
 * @param {string} vsix
 * @param {string} dataDir
 * @returns {Promise<string>} the extensions folder
 */
async function installOnce(vsix, dataDir) {
  const content = fingerprint([vsix]);
  const extensionsDir = join(cacheDir, 'e2e-extensions');
  if (!isDone('e2e-extensions', content) || !existsSync(extensionsDir)) {
    await doAndRemember('e2e-extensions', content, async () => {
      rmSync(extensionsDir, { recursive: true, force: true });
      await installVsix(vsix, { dataDir, extensionsDir });
    });
  }
  return extensionsDir;
}
