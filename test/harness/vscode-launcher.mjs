#!/usr/bin/env node
/**
 * Stands in for the desktop's executable in `runTests()` of @vscode/test-electron: it takes the same
 * arguments, runs the tests in the extension host of a VS Code server, whose workbench is opened in
 * a browser without a window, and exits with the tests' exit code.
 */
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { format, parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { chromiumFlags, provideChromium } from '../../scripts/lib/chromium.mjs';
import { endWithParent, onEndSignal } from '../../scripts/lib/ending.mjs';
import { isNoise, startVsCodeServer, writeSettings } from '../../scripts/lib/vscode-server.mjs';
import { bareWindow, trustAll } from '../../scripts/lib/vscode-settings.mjs';

/** Begins each line of the tests' own output; the workbench's lines come mixed in. */
const lineMark = '[forkscope-tests] ';
/** How many of the workbench's last lines are shown when the tests fail. */
const shownAtFailure = 40;
/** How long a whole run may take, in ms. */
const runTimeout = Number(process.env.FORKSCOPE_TEST_TIMEOUT_MS ?? 600_000);

const { values, positionals } = parseArgs({
  allowPositionals: true,
  strict: false,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'user-data-dir': { type: 'string' },
    'extensions-dir': { type: 'string' },
  },
});
const developed = [values.extensionDevelopmentPath ?? []].flat().map(String);
const dataDir = mkdtempSync(join(tmpdir(), 'forkscope-vscode-'));
/** @type {string[]} */
const workbenchLines = [];
/** @type {(() => Promise<void>)[]} */
const cleanUps = [];
onEndSignal(async () => {
  await cleanUp();
  return undefined;
});
endWithParent();

try {
  process.exitCode = await runTestsInBrowser();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  if (process.exitCode !== 0) showWorkbenchLines();
  await cleanUp();
}

/** @returns {Promise<number>} the exit code of the tests */
async function runTestsInBrowser() {
  writeSettings(dataDir, { ...bareWindow, ...trustAll });
  // The workbench develops one extension; others that the tests need are there as installed ones.
  const extensionsDir = join(dataDir, 'extensions');
  for (const path of developed.slice(1)) {
    cpSync(path, join(extensionsDir, basename(path)), { recursive: true });
  }
  // The extension host inherits it from the server.
  process.env.FORKSCOPE_TEST_LINE_MARK = lineMark;
  const server = await startVsCodeServer({
    dataDir,
    extensionsDir,
    smokeTestDriver: true,
    progress: console.log,
  });
  cleanUps.unshift(server.stop);
  const browser = await chromium.launch({
    executablePath: await provideChromium(console.log),
    args: chromiumFlags,
  });
  cleanUps.unshift(() => browser.close());
  const page = await browser.newPage();

  return await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`The extension tests did not end within ${runTimeout / 1000} s.`));
    }, runTimeout);
    const endWith = (/** @type {number} */ code) => {
      clearTimeout(timer);
      resolve(code);
    };
    server.ended.then(() => reject(new Error('The VS Code server ended during the tests.')));
    page.on('crash', () => reject(new Error("The workbench's page crashed during the tests.")));
    openWorkbench(page, server, endWith).catch(reject);
  });
}

/**
 * @param {import('playwright-core').Page} page
 * @param {import('../../scripts/lib/vscode-server.mjs').VsCodeServer} server
 * @param {(code: number) => void} endWith
 */
async function openWorkbench(page, server, endWith) {
  await page.exposeFunction('codeAutomationExit', endWith);
  await page.exposeFunction('codeAutomationLog', printLog);
  const remote = (/** @type {unknown} */ path) => `vscode-remote://${server.authority}${path}`;
  const payload = [
    ['extensionDevelopmentPath', remote(developed[0])],
    ['extensionTestsPath', remote(values.extensionTestsPath)],
  ];
  await page.goto(server.url({ folder: positionals[0] ?? '/', payload: JSON.stringify(payload) }));
}

/**
 * Prints what the tests say; keeps what the workbench says for the case of a failure.
 *
 * @param {string} type the console's method
 * @param {unknown[]} args for util.format
 */
function printLog(type, args) {
  const text = format(...args);
  if (text.startsWith(lineMark)) console.log(text.replaceAll(lineMark, ''));
  else if (!isNoise(text)) workbenchLines.push(`[${type}] ${text}`);
}

function showWorkbenchLines() {
  if (workbenchLines.length === 0) return;
  console.error('\nThe last lines of the workbench:');
  for (const line of workbenchLines.slice(-shownAtFailure)) console.error(line);
}

async function cleanUp() {
  for (const job of cleanUps.splice(0)) await job().catch(() => undefined);
  rmSync(dataDir, { recursive: true, force: true });
}
