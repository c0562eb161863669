import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { isAlive } from '../../src/sources/process-end.ts';
import { readStat } from '../../src/sources/procfs/proc-files.ts';
import { VsCodePage } from '../harness/vscode-page.ts';

describe('stopping a session', () => {
  let window: VsCodePage;
  let panel: FrameLocator;

  beforeEach(async () => {
    window = await VsCodePage.launch();
  });

  afterEach(async () => {
    await window.dispose();
  });

  const ONE_DEAF = 'trap "" TERM; sleep 300 & trap - TERM; sleep 301 & echo ready; wait';

  /** Launches a shell with two children, of which one may ignore SIGTERM; resolves with all PIDs. */
  async function launch(script = ONE_DEAF): Promise<number[]> {
    await window.runCommand('Forkscope: Launch Command…');
    await window.answerInput('Command to launch', `bash -c '${script}'`);
    await window.waitForTerminalText('ready');
    panel = await window.webviewFrame({ has: '#forkscope-panel' });
    const rows = panel.locator('[role=row][data-pid]');
    await rows.nth(2).waitFor();
    return rows.evaluateAll((all) => all.map((row) => Number(row.getAttribute('data-pid'))));
  }

  it('ends every process of it, from the panel', async () => {
    const pids = await launch();
    assert.equal(pids.length, 3);
    await panel.locator('[data-action=stop]').click();
    await panel.locator('#fs-toolbar', { hasText: /left|ended/ }).waitFor();
    await panel
      .locator('[data-tone=running], [data-tone=waiting], [data-tone=blocked]')
      .first()
      .waitFor({ state: 'detached' });
    assert.deepEqual(pids.filter(isAlive), []);
    await window.screenshot('stopped');
  });

  const row = (text: string) =>
    window.page.locator('.sidebar [role=treeitem]', { hasText: text }).first();

  async function untilState(pid: number, state: string | undefined): Promise<void> {
    while (readStat(pid)?.state !== state) await new Promise((done) => setTimeout(done, 50));
  }

  it('ends one process, sends it a signal, and ends a tree, from the sidebar', async () => {
    const [shell = 0, deaf = 0, plain = 0] = await launch();
    await window.openSideBar();
    await window.chooseFromMenu(row(`· ${plain}`), 'Stop Process');
    await untilEnded(plain);
    assert.ok(isAlive(shell) && isAlive(deaf));

    await window.chooseFromMenu(row(`· ${deaf}`), 'Send Signal…');
    const signals = window.page.locator('.quick-input-widget', {
      hasText: 'Send a signal to sleep',
    });
    await signals.locator('.monaco-list-row', { hasText: 'SIGSTOP' }).click();
    await untilState(deaf, 'T');

    await window.chooseFromMenu(row(`· ${shell}`), 'Stop Tree');
    const progress = window.page.locator('.notification-toast', { hasText: 'Stopping bash' });
    await progress.waitFor();
    await window.screenshot('stopping');
    await progress.waitFor({ state: 'detached' });
    assert.deepEqual([shell, deaf, plain].filter(isAlive), []);
  });

  it('lets what it stops go on when the user cancels', async () => {
    const deaf = 'trap "" INT TERM; sleep 300 & sleep 301 & echo ready; wait';
    const pids = await launch(deaf);
    await window.openSideBar();
    await window.chooseFromMenu(row(`· ${pids[0]}`), 'Stop Tree');
    const progress = window.page.locator('.notification-toast', { hasText: 'Stopping bash' });
    await progress.hover();
    await progress.getByRole('button', { name: 'Cancel' }).click();
    await window.page.locator('.notification-toast', { hasText: 'cancelled' }).waitFor();
    await window.screenshot('stop-cancelled');
    assert.deepEqual(pids.filter(isAlive), pids);
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    for (const pid of pids) await untilEnded(pid);
  });

  async function untilEnded(pid: number): Promise<void> {
    while (isAlive(pid)) await new Promise((done) => setTimeout(done, 50));
  }
});
