import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../src/sources/process-end.ts';
import { VsCodePage } from '../harness/vscode-page.ts';
import { temporaryFolder } from '../support/recorded.ts';

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

describe('watching a running task', () => {
  const folder = temporaryFolder();
  let window: VsCodePage;

  before(async () => {
    const task = { label: 'counting', type: 'process', command: 'bash', args: ['-c', 'read _'] };
    mkdirSync(join(folder.path, '.vscode'));
    writeFileSync(
      join(folder.path, '.vscode', 'tasks.json'),
      JSON.stringify({ version: '2.0.0', tasks: [{ ...task, problemMatcher: [] }] }),
    );
    window = await VsCodePage.launch({ folder: folder.path });
  });

  after(async () => {
    await window.runCommand('Tasks: Terminate Task');
    await window.dispose();
    folder.remove();
  });

  it('says so where there is none', async () => {
    await window.openSideBar();
    await window.runCommand('Forkscope: Watch Task');
    await window.page.getByText('No task is running in a terminal').first().waitFor();
  });

  it('shows its process', async () => {
    await window.runCommandAndPick('Tasks: Run Task', 'counting');
    const session = window.page.locator('.sidebar [role=treeitem]', { hasText: 'running' }).first();
    const refusal = window.page.locator('.notification-toast', { hasText: 'No task is running' });
    // Its terminal is there before the extension is told of the task.
    do {
      await window.runCommand('Notifications: Clear All Notifications');
      await window.runCommand('Forkscope: Watch Task');
      await session.or(refusal).first().waitFor();
    } while (await refusal.isVisible());
    const panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.locator('[role=row]', { hasText: 'bash' }).first().waitFor();
    await window.screenshot('watch-task');
  });
});
