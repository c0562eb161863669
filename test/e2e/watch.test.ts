import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { isAlive } from '../../src/sources/process-end.ts';
import { VsCodePage } from '../harness/vscode-page.ts';

describe('watching a running process', () => {
  let window: VsCodePage;
  let shell: ChildProcess;

  before(async () => {
    shell = spawn('bash', ['-c', 'sleep 296 & read -r _; sleep 295'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    window = await VsCodePage.launch();
  });

  after(async () => {
    // Its group: a shell that is killed leaves its children.
    if (shell.pid !== undefined) process.kill(-shell.pid, 'SIGKILL');
    await window.dispose();
  });

  it('finds it by its command line, and shows all below it', async () => {
    await window.openSideBar();
    await window.runCommand('Forkscope: Watch Process…');
    const box = window.page.locator('.quick-input-widget');
    await box
      .locator('input.input, .quick-input-filter input')
      .first()
      .fill('read -r _; sleep 295');
    const offers = box.locator('.monaco-list-row', { hasText: `${shell.pid}` });
    await offers.first().waitFor();
    await window.screenshot('watch-choice');
    await offers.first().click();

    const panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.locator(`[role=row][data-pid="${shell.pid}"]`).waitFor();
    await panel.locator('[role=row]', { hasText: 'sleep' }).first().waitFor();
    shell.stdin?.write('\n');
    await panel.locator('[role=row]', { hasText: 'sleep' }).nth(1).waitFor();
    await window.screenshot('watch');
  });

  it('is ended without ending the process', async () => {
    const session = window.page.locator('.sidebar [role=treeitem]', { hasText: 'running' }).first();
    await session.hover();
    await session.getByRole('button', { name: 'Stop Watching' }).click();
    await window.page
      .locator('.sidebar [role=treeitem]', { hasText: 'left processes over' })
      .waitFor();
    assert.ok(shell.pid !== undefined && isAlive(shell.pid));
  });

  it('takes a terminal’s shell, too', async () => {
    await window.runCommand('Terminal: Create New Terminal');
    await window.page.locator('.terminal-wrapper.active .xterm-rows').waitFor();
    await window.runCommand('Forkscope: Watch Terminal');
    await window.page.locator('.sidebar [role=treeitem]', { hasText: 'running' }).first().waitFor();
    await window.screenshot('watch-terminal');
  });
});
