import assert from 'node:assert/strict';
import { VsCodePage } from '../harness/vscode-page.ts';

describe('launching a script', () => {
  let window: VsCodePage;

  before(async () => {
    window = await VsCodePage.launch();
  });

  after(async () => {
    await window.dispose();
  });

  it('shows its processes, joins and daemon', async () => {
    await window.openFile('python/joins_and_daemon.py');
    await window.openSideBar();
    await window.runCommand('Forkscope: Launch Script');
    await window.waitForTerminalText('main ');
    await window.screenshot('launch-0');
    const panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.locator('[data-process-id]').first().waitFor();
    await window.screenshot('launch-1');
    await window.waitForTerminalText('is slow alive');
    await window.screenshot('launch-2');
    await panel.getByText('daemon, terminated by main').first().waitFor();
    await window.screenshot('launch-3');
    assert.ok(true);
  });
});
