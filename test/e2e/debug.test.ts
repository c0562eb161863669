import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { VsCodePage } from '../harness/vscode-page.ts';

const MAIN = `import { fork } from 'node:child_process';
fork(new URL('./one.mjs', import.meta.url));
fork(new URL('./two.mjs', import.meta.url));
`;
/** Stands in the debugger on its second line. */
const CHILD = `setInterval(() => {
  debugger;
}, 100);
`;
const LAUNCH = {
  version: '0.2.0',
  configurations: [
    {
      name: 'family',
      type: 'node',
      request: 'launch',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is a variable of the editor's.
      program: '${workspaceFolder}/family.mjs',
      console: 'internalConsole',
    },
  ],
};
const QUESTION = 'Show the processes of debug sessions with Forkscope?';

describe('a debugged program', () => {
  let window: VsCodePage;

  before(async () => {
    window = await VsCodePage.launch({
      // Else the sidebar is taken by the debugger.
      settings: { 'debug.openDebug': 'neverOpen', 'debug.internalConsoleOptions': 'neverOpen' },
    });
    const folder = join(window.folder, '.vscode');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'launch.json'), JSON.stringify(LAUNCH));
    writeFileSync(join(window.folder, 'family.mjs'), MAIN);
    for (const name of ['one', 'two']) writeFileSync(join(window.folder, `${name}.mjs`), CHILD);
    await window.openFile('family.mjs');
    await window.openSideBar();
  });

  after(async () => {
    await stopDebugging().catch(() => undefined);
    await window.dispose();
  });

  const row = (text: string): Locator =>
    window.page.locator('.sidebar [role=treeitem]', { hasText: text }).first();
  const toolbar = () => window.page.locator('.debug-toolbar');

  async function stopDebugging(): Promise<void> {
    while ((await toolbar().count()) > 0 && (await toolbar().isVisible())) {
      await window.runCommand('Debug: Stop');
      await toolbar()
        .waitFor({ state: 'hidden', timeout: 3_000 })
        .catch(() => undefined);
    }
  }

  it('is shown once the user has said so, and from then on by itself', async () => {
    await window.runCommand('Debug: Start Debugging');
    const question = window.page.locator('.notification-toast', { hasText: QUESTION });
    await question.waitFor({ timeout: 60_000 });
    await window.screenshot('debug-asked');
    await question.getByRole('button', { name: 'Show Processes' }).click();
    await row('one.mjs').waitFor();
    await row('two.mjs').waitFor();
    const settings = join(window.folder, '.vscode/settings.json');
    assert.match(readFileSync(settings, 'utf8'), /"forkscope.debug.observe": "always"/);
    await stopDebugging();

    await window.runCommand('Forkscope: Delete Session');
    const dialog = window.page.locator('.monaco-dialog-box', { hasText: 'Delete the recorded' });
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await row('one.mjs').waitFor({ state: 'detached' });

    await window.runCommand('Debug: Start Debugging');
    await row('one.mjs').waitFor({ timeout: 60_000 });
    await row('two.mjs').waitFor();
    assert.equal(await question.count(), 0);
  });

  it('is selected where the debugger looks, and shows where the selected process stands', async () => {
    await row('one.mjs').click();
    const panel = await window.webviewFrame({ has: '#forkscope-panel' });
    const inPanel = (name: string) =>
      panel.locator('[role=row][data-pid]', { hasText: name }).first();
    // Both stand at their `debugger` line: nothing takes the focus any more.
    for (const name of ['one.mjs', 'two.mjs']) {
      await inPanel(name).getByText('lock or thread').waitFor();
    }

    // Else it lies over what is chosen from.
    window.changeSettings({ 'debug.toolBarLocation': 'docked' });
    await toolbar().waitFor({ state: 'hidden' });
    const focus = (name: string) =>
      window.runCommandAndPick('Debug: Select Debug Session', `${name} [`);
    // Whichever of the two stopped last has it already, and to choose it again would change nothing.
    await focus('family.mjs');
    for (const name of ['two.mjs', 'one.mjs', 'two.mjs']) {
      await focus(name);
      await panel.locator('[role=row][aria-selected=true]', { hasText: name }).waitFor();
    }
    await window.screenshot('debug-followed');

    for (const name of ['one.mjs', 'two.mjs']) {
      await focus('family.mjs');
      await inPanel(name).click();
      await window.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    }
    window.changeSettings({ 'debug.toolBarLocation': 'floating' });
    await toolbar().waitFor();
  });
});
