import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
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

  it('is compared with another one, row by row', async () => {
    await window.runCommand('Forkscope: Compare Sessions…');
    const offers = window.page.locator('.quick-input-widget .monaco-list-row');
    const choose = async (text: string) => {
      await offers.filter({ hasText: text }).first().click();
    };
    await choose('exit 7');
    await choose('exit 8');
    const frame = await window.webviewFrame({ has: '[data-page=comparison] [role=row]' });
    const changed = frame.locator('[role=row][data-differences~="exit-changed"]');
    await changed.first().getByText('exit 7 → 8').waitFor();
    await changed.first().click();
    await window.screenshot('comparison');
    await window.reload();
    const again = await window.webviewFrame({ has: '[data-page=comparison] [role=row]' });
    await again.locator('[role=row]', { hasText: 'exit 7 → 8' }).first().waitFor();
    await again.locator('[role=row]', { hasText: 'exit 7 → 8' }).first().click();
    await again.locator('[data-action=show-b]').click();
    await window.webviewFrame({ has: '[role=row][aria-selected=true]:has-text("failed 8")' });
  });

  it('is merged with that of another host, which has a row of its own', async () => {
    for (const [name, host] of [
      ['seven', 'blue'],
      ['eight', 'red'],
    ] as const) {
      const text = readFileSync(join(window.folder, `${name}.forkscope`), 'utf8');
      const [header = '', ...events] = text.split('\n');
      const renamed = JSON.stringify({ ...JSON.parse(header), host });
      const file = join(window.folder, `on-${host}.forkscope`);
      writeFileSync(file, [renamed, ...events].join('\n'));
    }
    await window.runCommand('Forkscope: Merge Traces…');
    const offers = window.page.locator('.quick-input-widget');
    for (const host of ['blue', 'red']) {
      const offer = offers.locator('.monaco-list-row', { hasText: `on-${host}.forkscope` });
      await offer.click();
    }
    await offers.getByRole('button', { name: 'OK' }).click();
    const dialog = window.page.locator('.quick-input-widget', { hasText: 'Show Local' });
    await window.offeredPath(dialog, '/merged.forkscope');
    await dialog.getByRole('button', { name: 'OK' }).click();
    await window.page.locator('.tab.active[data-resource-name="merged.forkscope"]').waitFor();
    const frame = await window.webviewFrame({ has: '[data-process-id="host:1"]' });
    for (const [row, text] of [
      ['host:0', 'blue × 3'],
      ['host:1', 'red × 3'],
    ] as const) {
      await frame.locator(`[data-process-id="${row}"]`, { hasText: text }).waitFor();
    }
    await window.screenshot('merged');
    await window.runCommand('View: Close Editor');
  });

  it('is there again after a reload', async () => {
    await window.reload();
    await shellRow('failed 8');
  });

  it('opens to what is sound where it is cut', async () => {
    const whole = readFileSync(join(window.folder, 'seven.forkscope'));
    const cut = whole.subarray(0, whole.indexOf('"ended"'));
    writeFileSync(join(window.folder, 'cut.forkscope'), cut);
    await window.openAnyFile('cut.forkscope');
    const frame = await window.webviewFrame({
      has: '#fs-toolbar:has-text("recording incomplete")',
    });
    await frame.locator('[role=row][data-pid]', { hasText: 'bash' }).first().waitFor();
    await window.screenshot('trace-file-cut');
  });

  it('says why it cannot be read', async () => {
    await window.openAnyFile('broken.forkscope');
    const frame = await window.webviewFrame({ has: '#fs-problem:has-text("is not a Forkscope")' });
    await frame.getByText('broken.forkscope is not a Forkscope trace').waitFor();
    await window.screenshot('trace-file-broken');
  });
});
