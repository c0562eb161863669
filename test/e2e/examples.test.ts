import assert from 'node:assert/strict';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { VsCodePage } from '../harness/vscode-page.ts';
import { temporaryFolder } from '../support/recorded.ts';

describe('getting started', () => {
  const folder = temporaryFolder();
  let window: VsCodePage;

  before(async () => {
    window = await VsCodePage.launch();
  });
  after(async () => {
    await window.dispose();
    folder.remove();
  });

  it('has a walkthrough', async () => {
    await window.runCommandAndPick('Welcome: Open Walkthrough...', 'See What Your Processes Do');
    const steps = window.page.locator('.getting-started-step');
    await steps.filter({ hasText: 'Launch a script' }).first().waitFor();
    await window.page.getByRole('heading', { name: 'Launch a script' }).first().waitFor();
    await window.screenshot('walkthrough');
  });

  it('copies the examples to a folder of the user’s choice', async () => {
    await window.runCommand('Forkscope: Open Examples…');
    const dialog = window.page.locator('.quick-input-widget');
    mkdirSync(join(folder.path, 'there-already'));
    // Before it has listed the workspace, the dialog puts that in the place of what is typed.
    await dialog.locator('.monaco-list-row', { hasText: 'typescript' }).waitFor();
    await dialog.locator('input.input').fill(`${folder.path}/`);
    // Until the dialog has followed, its button means the folder before.
    await dialog.locator('.monaco-list-row', { hasText: 'there-already' }).waitFor();
    await dialog.getByRole('button', { name: 'Copy Examples Here' }).click();
    await window.page.getByText('The examples are in').first().waitFor();
    const examples = join(folder.path, 'forkscope-examples');
    assert.ok(existsSync(join(examples, 'python', 'joins_and_daemon.py')));
    assert.ok(existsSync(join(examples, 'shell', 'background_jobs.sh')));
  });
});
