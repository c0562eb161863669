import assert from 'node:assert/strict';
import type { FrameLocator, Locator } from 'playwright-core';
import { VsCodePage } from '../harness/vscode-page.ts';

const TITLE = 'Waits for a process that waits to be read from';

describe('a join that hangs', () => {
  let window: VsCodePage;
  let panel: FrameLocator;

  before(async () => {
    window = await VsCodePage.launch();
  });

  after(async () => {
    await window.dispose();
  });

  const treeRow = (name: string): Locator =>
    window.page.locator('.sidebar [role=treeitem]', { hasText: name });

  /** What stands behind the text of the editor's lines. */
  const lineEnds = (): Promise<string[]> =>
    window.page.evaluate<string[]>(`
      [...document.querySelectorAll('.editor-instance .view-line span')]
        .map((span) => getComputedStyle(span, '::after').content)
        .filter((content) => !['none', 'normal', '""'].includes(content))
    `);

  async function untilLineEnds(fits: (ends: string[]) => boolean): Promise<void> {
    for (let tries = 0; tries < 150; tries += 1) {
      if (fits(await lineEnds())) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`stands at the lines' ends: ${await lineEnds()}`);
  }

  it('is found, with its cause, in two clicks', async () => {
    await window.openFile('python/hung_join.py');
    await window.openSideBar();
    await window.page.getByRole('button', { name: 'Launch Script' }).first().click();
    // Nothing is said before nothing has moved for some seconds.
    await treeRow(TITLE).waitFor({ timeout: 60_000 });
    await window.screenshot('hung-join-found');
    await treeRow(TITLE).click();
    await window.page.locator('.statusbar-item', { hasText: /Ln 17, Col/ }).waitFor();
    panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.locator('[data-list=findings] li', { hasText: TITLE }).waitFor();
    await panel
      .locator('[role=row]', { hasText: /blocked: (queue|pipe is full)/ })
      .first()
      .waitFor();
    await window.screenshot('hung-join-cause');
  });

  it('says at its lines what goes on there', async () => {
    await untilLineEnds(
      (ends) =>
        ends.some((end) => /1 process, 1 alive/.test(end)) &&
        ends.some((end) => /waits \d/.test(end)),
    );
    await window.page.locator('.glyph-margin-widgets .cgmr').first().waitFor();
    await window.page.locator('[id="forkscope.forkscope.forkscope.status"]').waitFor();
  });

  it('is among the problems', async () => {
    await window.runCommand('Problems: Focus on Problems View');
    const problem = window.page.locator('.markers-panel .monaco-list-row', {
      hasText: 'what it has put into its queue is not read',
    });
    await problem.first().waitFor();
    await window.screenshot('hung-join-problems');
  });

  it('leads from a PID in the hover to its process', async () => {
    const line = window.page.locator('.editor-instance .view-line', { hasText: 'worker.join()' });
    await line.locator('span span', { hasText: 'join' }).first().hover();
    const hover = window.page.locator('.monaco-hover', { hasText: 'Waits here' });
    await hover.waitFor();
    await window.screenshot('hung-join-hover');
    const link = hover.locator('a', { hasText: /^\d+$/ }).first();
    const pid = (await link.textContent()) ?? '';
    await link.click();
    await panel.locator(`[role=row][aria-selected=true][data-pid="${pid}"]`).waitFor();
  });

  it('is no longer marked where the text has changed', async () => {
    await window.page.locator('.editor-instance .view-line', { hasText: 'results.get()' }).click();
    await window.page.keyboard.press('End');
    await window.page.keyboard.type('#');
    await untilLineEnds((ends) => ends.length === 0);
    await window.page.keyboard.press('Control+Z');
    await untilLineEnds((ends) => ends.length > 0);
  });

  it('stays to be read when the session has been stopped', async () => {
    await panel.locator('[data-action=stop]').click();
    await treeRow('waits for analysis').first().waitFor({ state: 'detached' });
    await treeRow(TITLE).waitFor();
    await window.screenshot('hung-join-stopped');
  });
});
