import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { isAlive } from '../../src/sources/process-end.ts';
import { VsCodePage } from '../harness/vscode-page.ts';

describe('stopping a session', () => {
  let window: VsCodePage;
  let panel: FrameLocator;

  before(async () => {
    window = await VsCodePage.launch();
  });

  after(async () => {
    await window.dispose();
  });

  /** Launches a shell with two children, one of which ignores SIGTERM; resolves with all PIDs. */
  async function launch(): Promise<number[]> {
    await window.runCommand('Forkscope: Launch Command…');
    const script = 'trap "" TERM; sleep 300 & trap - TERM; sleep 301 & echo ready; wait';
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
});
