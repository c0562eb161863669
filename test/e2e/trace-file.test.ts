import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VsCodePage } from '../harness/vscode-page.ts';
import { cli, run } from '../support/recorded.ts';

describe('a trace file', () => {
  let window: VsCodePage;

  before(async () => {
    window = await VsCodePage.launch();
    const record = async (name: string, code: number) => {
      const command = ['bash', '-c', `(exit ${code}); sleep 0.1; exit ${code}`];
      const trace = join(window.folder, name);
      await run([process.execPath, cli, 'run', '--trace', trace, '--', ...command]);
    };
    await record('seven.forkscope', 7);
    await record('eight.forkscope', 8);
    writeFileSync(join(window.folder, 'broken.forkscope'), '{"type":"header"}\n');
  });

  after(async () => {
    await window.dispose();
  });

  /** The row of the shell in the timeline of the editor that is shown. */
  async function shellRow(text: string): Promise<void> {
    const frame = await window.webviewFrame({ has: `[role=row][data-pid]:has-text("${text}")` });
    await frame.locator('[role=row][data-pid]', { hasText: text }).first().waitFor();
  }

  it('opens as its timeline, each in its own editor', async () => {
    await window.openAnyFile('seven.forkscope');
    await shellRow('failed 7');
    await window.openAnyFile('eight.forkscope');
    await shellRow('failed 8');
    await window.screenshot('trace-file');
    const tabs = window.page.locator('.tab[data-resource-name$=".forkscope"]');
    const names = await tabs.locator('.monaco-icon-label-container').allTextContents();
    assert.deepEqual(names, ['seven.forkscope', 'eight.forkscope']);
  });

  it('is there again after a reload', async () => {
    await window.reload();
    await shellRow('failed 8');
  });

  it('says why it cannot be read', async () => {
    await window.openAnyFile('broken.forkscope');
    const frame = await window.webviewFrame({ has: '#fs-problem:has-text("is not a Forkscope")' });
    await frame.getByText('broken.forkscope is not a Forkscope trace').waitFor();
    await window.screenshot('trace-file-broken');
  });
});
