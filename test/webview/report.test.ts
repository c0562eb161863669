import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { chromiumFlags, provideChromium } from '../../scripts/lib/chromium.mjs';
import { artifactsDir, distDir } from '../../scripts/lib/paths.mjs';
import { reduceSession } from '../../src/model/session-model.ts';
import { htmlReport } from '../../src/trace/export/html.ts';
import { readReportAssets } from '../../src/trace/export/report-assets.ts';
import { hostile, manyProcesses, tutorial } from './scenarios.ts';
import { serviceScene } from './scene.ts';
import type { SessionScript } from './script.ts';

describe('an exported report', function () {
  this.timeout(60_000);
  let browser: Browser;
  let folder: string;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'forkscope-report-'));
    mkdirSync(join(artifactsDir, 'report'), { recursive: true });
    browser = await chromium.launch({
      executablePath: await provideChromium(),
      args: [...chromiumFlags, '--no-sandbox'],
    });
  });
  after(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const scenes: Readonly<Record<string, SessionScript>> = {
    service: serviceScene,
    tutorial,
    hostile,
    many: manyProcesses(1_000),
  };
  it('saves a picture as browsers do', async () => {
    const { header, events } = tutorial;
    const file = join(folder, 'saved.html');
    const content = { header, events, problem: null, language: 'en', messages: {} };
    writeFileSync(file, htmlReport(content, readReportAssets(distDir)));
    const page = await browser.newPage({ viewport: { width: 1200, height: 600 } });
    await page.goto(pathToFileURL(file).href);
    await page.locator('[data-action=export]').click();
    const download = page.waitForEvent('download');
    await page.locator('[data-action=export-svg]').click();
    assert.equal((await download).suggestedFilename(), 'forkscope.svg');
    await page.close();
  });

  for (const [name, { header, events }] of Object.entries(scenes)) {
    it(`opens from disk, asks for nothing and complains of nothing: ${name}`, async () => {
      const content = { header, events, problem: null, language: 'en', messages: {} };
      const file = join(folder, `${name}.html`);
      writeFileSync(file, htmlReport(content, readReportAssets(distDir)));
      const page = await browser.newPage({ viewport: { width: 1200, height: 600 } });
      const requests: string[] = [];
      const problems: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      page.on('console', (message) => problems.push(message.text()));
      page.on('pageerror', (error) => problems.push(String(error)));
      await page.goto(pathToFileURL(file).href);
      await page.locator('[role=row][data-process-id]').first().waitFor();
      await page.locator('#fs-toolbar', { hasText: /process/ }).waitFor();
      // All events are drawn: the last process is counted.
      const own = reduceSession(header, events)
        .processes()
        .filter(({ role }) => role !== 'helper');
      await page.locator('#fs-toolbar', { hasText: `${own.length} processes` }).waitFor();
      await page.screenshot({ path: join(artifactsDir, 'report', `${name}.png`) });
      await page.locator('[data-action=schedule]').click();
      await page.locator('#fs-schedule').waitFor();
      assert.equal(await page.locator('[data-action=stop]').count(), 0);
      assert.deepEqual(
        requests.filter((url) => !url.startsWith('data:')),
        [pathToFileURL(file).href],
      );
      assert.deepEqual(problems, []);
      await page.close();
    });
  }

  it('is dark where the reader’s system is, and says what was left out of the trace', async () => {
    const { header, events } = tutorial;
    const problem = 'Parts of the trace were left out: <b>2</b> unreadable lines.';
    const content = { header, events, problem, language: 'en', messages: {} };
    const file = join(folder, 'dark.html');
    writeFileSync(file, htmlReport(content, readReportAssets(distDir)));
    const page = await browser.newPage({ colorScheme: 'dark' });
    await page.goto(pathToFileURL(file).href);
    await page.locator('#fs-problem', { hasText: '<b>2</b> unreadable lines' }).waitFor();
    const color = await page
      .locator('#forkscope-panel')
      .evaluate((panel) => getComputedStyle(panel).backgroundColor);
    assert.equal(color, 'rgb(31, 31, 31)');
    await page.screenshot({ path: join(artifactsDir, 'report', 'dark.png') });
    await page.close();
  });
});
