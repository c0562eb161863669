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
  const selected = (pid: number | undefined): Locator =>
    panel.locator(`[role=row][aria-selected=true][data-pid="${pid}"]`);

  it('lets a process be dragged to the timeline, which selects it', async () => {
    const [shell, first, second] = pids;
    await row(`· ${first}`).click();
    await selected(first).waitFor();
    await dragToTimeline(row(`· ${second}`));
    await selected(second).waitFor();
    await dragToTimeline(row(`· ${shell}`));
    await selected(shell).waitFor();
    const timelines = window.page.locator('.tab[data-resource-name$=".forkscope"]');
    await timelines.waitFor({ state: 'detached' });
  });

  it('is searched', async () => {
    await window.runCommand('Forkscope: Find in Sessions');
    const find = window.page.locator('.sidebar .monaco-findInput input');
    await find.waitFor();
    await window.page.keyboard.type('sleep');
    await window.page.locator('.sidebar [role=treeitem] .highlight').first().waitFor();
    await window.screenshot('sidebar-find');
    await window.page.keyboard.press('Escape');
    await window.page.keyboard.press('Escape');
    await find.waitFor({ state: 'hidden' });
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

  it('deletes an ended session, once that is confirmed', async () => {
    const session = window.page.locator('.sidebar [role=treeitem][aria-level="1"]');
    await session.filter({ hasText: 'bash', hasNotText: 'running' }).click();
    await window.page.keyboard.press('Delete');
    const dialog = window.page.locator('.monaco-dialog-box', { hasText: 'Delete the recorded' });
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await session.waitFor({ state: 'detached' });
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

  async function dragToTimeline(of: Locator): Promise<void> {
    const { mouse } = window.page;
    const group = await window.page.locator('.editor-group-container').last().boundingBox();
    assert.ok(group);
    const [x, y] = [group.x + group.width / 2, group.y + group.height / 2];
    await of.hover();
    await mouse.down();
    // The editors take what is dropped once they have been dragged over.
    const overlay = window.page.locator('#monaco-workbench-editor-drop-overlay');
    for (let tries = 0; (await overlay.count()) === 0 && tries < 100; tries += 1) {
      await mouse.move(x + (tries % 10), y);
      await new Promise((done) => setTimeout(done, 20));
    }
    await overlay.waitFor();
    // It is dropped on the overlay, which has to have seen it.
    for (const by of [20, 21, 22]) await mouse.move(x + by, y);
    await mouse.up();
    await overlay.waitFor({ state: 'detached' });
  }

  async function untilEnded(pid: number): Promise<void> {
    while (isAlive(pid)) await new Promise((done) => setTimeout(done, 50));
  }
});
