import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VsCodePage } from '../harness/vscode-page.ts';

describe('reloading the window', () => {
  let window: VsCodePage;

  before(async () => {
    window = await VsCodePage.launch();
  });

  after(async () => {
    await window.dispose();
  });

  it('keeps the program running, and has its session again', async () => {
    cpSync('test/programs/python/until_file.py', join(window.folder, 'until_file.py'));
    const release = join(window.folder, 'release');
    await window.openFile('until_file.py');
    await window.openSideBar();
    await window.runCommand('Forkscope: Launch Command…');
    await window.answerInput('Command to launch', `python3 until_file.py ${release}`);
    await window.waitForTerminalText('started ');
    await window.screenshot('reload-0');

    await window.reload();
    await window.screenshot('reload-1');
    const panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.getByText('waits for patient').first().waitFor();
    await window.screenshot('reload-2');
    writeFileSync(release, '');
    await panel.getByText('ended 0').first().waitFor();
    await window.screenshot('reload-3');
    assert.ok(true);
  });
});
