import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { VsCodePage } from '../harness/vscode-page.ts';

describe('a session whose join hangs', () => {
  let window: VsCodePage;
  let panel: FrameLocator;

  before(async () => {
    window = await VsCodePage.launch();
    await window.openFile('python/hung_join.py');
    await window.runCommand('Forkscope: Launch Script');
    await window.waitForTerminalText('waiting for the worker');
    panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.locator('[role=row][aria-level="2"]', { hasText: 'analysis' }).waitFor();
  });

  after(async () => {
    await window.runCommand('Forkscope: Stop Session');
    await window.dispose();
  });

  it('tells where each of its threads stands', async () => {
    await window.openSideBar();
    const row = (text: RegExp) =>
      window.page.locator('.sidebar [role=treeitem]', { hasText: text }).first();
    // The last rows to come: while a tree is drawn anew, the editor does not say which row was meant.
    await row(/findings/).waitFor();
    await window.chooseFromMenu(row(/^analysis/), 'Dump Stack');
    const frames = panel.locator('[data-list=stack] li');
    await frames.filter({ hasText: '_feed' }).first().waitFor();
    await window.screenshot('stack');
  });

  it('is exported as one HTML file', async () => {
    const report = 'Report: the timeline as one HTML file';
    await window.runCommandAndPick('Forkscope: Export Session…', report);
    const dialog = window.page.locator('.quick-input-widget', { hasText: 'Export Session' });
    const target = join(window.folder, 'report.html');
    await (await window.offeredPath(dialog, '.html')).fill(target);
    await dialog.getByRole('button', { name: 'OK' }).click();
    await window.page.getByText('report.html was written').first().waitFor();
    assert.match(readFileSync(target, 'utf8'), /Content-Security-Policy[\s\S]+hung_join\.py/);
  });
});
