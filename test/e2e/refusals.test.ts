import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VsCodePage } from '../harness/vscode-page.ts';

describe('what cannot be launched', () => {
  let window: VsCodePage;

  before(async () => {
    window = await VsCodePage.launch();
  });

  after(async () => {
    await window.dispose();
  });

  async function told(pattern: RegExp): Promise<void> {
    const toast = window.page.locator('.notification-list-item-message', { hasText: pattern });
    await toast.waitFor();
    await window.runCommand('Notifications: Clear All Notifications');
  }

  it('is named when nothing is open', async () => {
    await window.runCommand('Forkscope: Launch Script');
    await told(/Open the script that you want to launch/);
  });

  it('is named when the script is gone', async () => {
    const script = join(window.folder, 'gone.py');
    writeFileSync(script, 'print(1)\n');
    await window.openFile('gone.py');
    rmSync(script);
    await window.runCommand('Forkscope: Launch Script');
    await told(/gone\.py does not exist any more/);
  });

  it('is named when the interpreter is missing', async () => {
    window.changeSettings({ 'forkscope.python.interpreter': '/no/such/python' });
    await window.openFile('python/heartbeat.py');
    await window.runCommand('Forkscope: Launch Script');
    await told(/\/no\/such\/python: no such file/);
  });

  it('is named when a command is a directory, or not executable', async () => {
    await window.runCommand('Forkscope: Launch Command…');
    await window.answerInput('Command to launch', window.folder);
    await told(/is a directory/);
    await window.runCommand('Forkscope: Launch Command…');
    await window.answerInput('Command to launch', './python/heartbeat.py');
    await told(/is not executable/);
  });

  it('leaves no session behind', async () => {
    await window.openSideBar();
    await window.page.locator('.sidebar .welcome-view-content').first().waitFor();
    assert.equal(await window.page.locator('.sidebar [role=treeitem]').count(), 0);
  });
});

describe('a workspace that is not trusted', () => {
  let window: VsCodePage;

  before(async () => {
    window = await VsCodePage.launch({
      trust: false,
      settings: { 'security.workspace.trust.startupPrompt': 'never' },
    });
  });

  after(async () => {
    await window.dispose();
  });

  it('launches nothing, and says why', async () => {
    await window.openFile('python/heartbeat.py');
    await window.openSideBar();
    const view = window.page.locator('.sidebar');
    await view.getByText('Nothing is launched in a workspace that is not trusted.').waitFor();
    await window.screenshot('untrusted');
  });
});
