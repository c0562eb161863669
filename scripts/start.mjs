/**
 * Shows the extension in a real VS Code, on the examples:
 * `npm start [-- --no-open] [-- --folder DIR]`
 *
 * The desktop's VS Code where its `code` command is on PATH, else the one of the npm registry, in a
 * browser. --no-open serves the latter and opens nothing.
 */
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readOptions } from './lib/arguments.mjs';
import { openInBrowser } from './lib/browser.mjs';
import { dependenciesAreInstalled, installDependencies } from './lib/dependencies.mjs';
import { endWithParent, isEnding, onEndSignal } from './lib/ending.mjs';
import { cacheDir, examplesDir } from './lib/paths.mjs';
import { build, isBuilt, isPackaged, machineVsix, packageVsix } from './lib/product.mjs';
import { endRunning, printFailure, UserError } from './lib/run.mjs';
import { doAndRemember, fingerprint, isDone } from './lib/stamps.mjs';
import { findDesktop, openInDesktop } from './lib/vscode-desktop.mjs';
import { provisionVsCode } from './lib/vscode-provision.mjs';
import { installVsix, serverLog, startVsCodeServer, writeSettings } from './lib/vscode-server.mjs';
import { bareWindow, trustAll } from './lib/vscode-settings.mjs';

/** Taken when it is free, so that the browser finds its windows again. */
const preferredPort = 8717;
const dataDir = join(cacheDir, 'start', 'data');
const extensionsDir = join(cacheDir, 'start', 'extensions');

/** @type {import('./lib/vscode-server.mjs').VsCodeServer | undefined} */
let server;
onEndSignal(async () => {
  endRunning();
  await server?.stop();
  // Ctrl+C is how a demo ends.
  return server ? 0 : undefined;
});
if (process.env.npm_lifecycle_event) endWithParent();
// The terminal may be gone before we are.
process.stdout.on('error', () => undefined);

try {
  await main();
} catch (error) {
  if (!isEnding()) {
    printFailure(error);
    process.exitCode = 1;
  }
}

async function main() {
  const { open, folder } = readArguments();
  await step('dependencies', dependenciesAreInstalled(), installDependencies);
  await step('build', isBuilt(), () => build());
  await step('package', isPackaged(), packageVsix);

  const desktop = open ? findDesktop() : undefined;
  if (desktop) {
    console.log(`Opening ${folder} in the desktop's VS Code …`);
    if (await openInDesktop(desktop, machineVsix(), folder)) return;
    console.log(`${desktop} would not; serving a VS Code of our own.`);
  }
  await serve(folder, open);
}

/**
 * @param {string} folder
 * @param {boolean} open
 */
async function serve(folder, open) {
  await provisionVsCode((message) => console.log(`VS Code: ${message} …`));
  const content = fingerprint([machineVsix()]);
  const installed = existsSync(extensionsDir) && isDone('start-extension', content);
  await step('install the extension', installed, () =>
    doAndRemember('start-extension', content, async () => {
      rmSync(extensionsDir, { recursive: true, force: true });
      await installVsix(machineVsix(), { dataDir, extensionsDir });
    }),
  );
  // The user's own changes stay.
  if (!existsSync(join(dataDir, 'User/settings.json'))) {
    writeSettings(dataDir, { ...bareWindow, ...trustAll });
  }

  server = await startVsCodeServer({ dataDir, extensionsDir, preferredPort });
  const address = server.url({ folder });
  console.log(`\nVS Code with Forkscope: ${address}\nCtrl+C ends it.`);
  if (open) openInBrowser(address);
  await server.ended;
  throw new UserError(`The VS Code server has ended.\n${serverLog(server.logFile)}`);
}

function readArguments() {
  const values = readOptions({
    'no-open': { type: 'boolean', default: false },
    folder: { type: 'string', default: examplesDir },
  });
  const folder = resolve(process.env.INIT_CWD ?? '.', values.folder);
  if (!existsSync(folder)) throw new UserError(`There is no folder ${folder}.`);
  return { open: !values['no-open'], folder };
}

/**
 * @param {string} name
 * @param {boolean} done
 * @param {() => Promise<void>} work
 */
async function step(name, done, work) {
  if (done) {
    console.log(`${name}: unchanged`);
    return;
  }
  const start = performance.now();
  console.log(`${name} …`);
  await work();
  console.log(`${name}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
