import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { isAlive } from '../../src/sources/process-end.ts';
import { VsCodePage } from '../harness/vscode-page.ts';
import { cli, run } from '../support/recorded.ts';

describe('the sidebar', () => {
  let window: VsCodePage;
  let panel: FrameLocator;
  let pids: number[] = [];

  before(async () => {
    window = await VsCodePage.launch();
    await window.runCommand('Forkscope: Launch Command…');
    await window.answerInput('Command to launch', "bash -c 'sleep 300 & sleep 301 & wait'");
    panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.locator('[role=row][data-pid]').nth(2).waitFor();
    pids = await panel
      .locator('[role=row][data-pid]')
      .evaluateAll((rows) => rows.map((each) => Number(each.getAttribute('data-pid'))));
    await window.openSideBar();
  });

  after(async () => {
    for (const pid of pids.filter(isAlive)) process.kill(pid, 'SIGKILL');
    await window.dispose();
  });

  const row = (text: string): Locator =>
    window.page.locator('.sidebar [role=treeitem]', { hasText: text }).first();

  it('is searched', async () => {
    await window.runCommand('Forkscope: Find in Sessions');
    const find = window.page.locator('.sidebar .monaco-findInput input');
    await find.fill('sleep');
    await window.page.locator('.sidebar [role=treeitem] .highlight').first().waitFor();
    await window.screenshot('sidebar-find');
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Escape');
    await find.waitFor({ state: 'hidden' });
  });

  it('opens what is dragged from it into the editor area, with the process selected', async () => {
    const [, , second] = pids;
    await drag(row(`· ${second}`), window.page.locator('.editor-group-container').first());
    const tab = window.page.locator('.tab.active[data-resource-name$=".forkscope"]');
    await tab.waitFor();
    const selected = `[role=row][data-pid="${second}"][aria-selected=true]`;
    await window.webviewFrame({ has: selected });
    await window.screenshot('sidebar-drag');
    await tab.click();
    await window.runCommand('View: Close Editor');
    await tab.waitFor({ state: 'detached' });
  });

  it('has keys for what one does with a process', async () => {
    const [shell = 0, first = 0, second = 0] = pids;
    await row(`· ${first}`).click();
    await window.page.keyboard.press('Alt+Delete');
    await untilEnded(first);
    assert.deepEqual(pids.filter(isAlive), [shell, second]);
    await row(`· ${shell}`).click();
    await window.page.keyboard.press('Alt+Shift+Delete');
    for (const pid of pids) await untilEnded(pid);
  });

  it('offers processes in the palette, too', async () => {
    const trace = join(window.folder, 'kept.forkscope');
    await run([process.execPath, cli, 'run', '--trace', trace, '--', 'sh', '-c', 'true; true']);
    await window.openAnyFile('kept.forkscope');
    panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.locator('[role=row][data-pid]', { hasText: 'sh' }).first().waitFor();
    await window.screenshot('trace-editor');
    await window.runCommand('Forkscope: Reveal in Timeline');
    const offers = window.page.locator('.quick-input-widget .monaco-list-row', { hasText: 'sh' });
    await offers.first().click();
    await panel.locator('[role=row][aria-selected=true]').waitFor();
  });

  /** As a hand does it: the editor looks where a drop would land while it comes. */
  async function drag(from: Locator, to: Locator): Promise<void> {
    await from.hover();
    await window.page.mouse.down();
    const box = await to.boundingBox();
    assert.ok(box);
    const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
    await window.page.mouse.move(x - 20, y, { steps: 10 });
    await window.page.locator('.editor-group-overlay-indicator').first().waitFor();
    await window.page.mouse.move(x, y, { steps: 5 });
    await window.page.mouse.up();
  }

  async function untilEnded(pid: number): Promise<void> {
    while (isAlive(pid)) await new Promise((done) => setTimeout(done, 50));
  }
});
