import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator, Locator } from 'playwright-core';
import { type Theme, VsCodePage } from '../harness/vscode-page.ts';

const THEMES: readonly [Theme, string][] = [
  ['Default Dark Modern', 'dark'],
  ['Default Light Modern', 'light'],
  ['Default High Contrast', 'high-contrast'],
];

describe('launching a script', () => {
  let window: VsCodePage;
  let panel: FrameLocator;
  /** PIDs that the script itself printed, by who they are. */
  let printed: { main: string; quick: string; slow: string; short: string; watch: string };

  before(async () => {
    window = await VsCodePage.launch();
    slowDown(join(window.folder, 'python/joins_and_daemon.py'));
  });

  after(async () => {
    await window.dispose();
  });

  const row = (pid: string) => panel.locator(`[role=row][data-pid="${pid}"]`);
  const cell = (pid: string, column: string) => row(pid).locator(`[data-column=${column}]`);
  const treeRow = (name: string): Locator =>
    window.page.locator('.sidebar [role=treeitem]', { hasText: name });

  it('shows every process with its PIDs while it runs', async () => {
    await window.openFile('python/joins_and_daemon.py');
    await window.openSideBar();
    await window.page.getByRole('button', { name: 'Launch Script' }).first().click();

    panel = await window.webviewFrame({ has: '#forkscope-panel' });
    await panel.locator('[data-column=status]', { hasText: 'waits for quick' }).waitFor();
    await treeRow('waits for quick').waitFor();
    await window.waitForTerminalText('daemon');
    printed = pidsIn(await window.terminalText());
    for (const [name, pid] of Object.entries(printed)) {
      await row(pid).waitFor();
      const shown = name === 'main' ? 'joins_and_daemon.py' : name;
      await cell(pid, 'name').getByText(shown, { exact: true }).waitFor();
      if (name !== 'main') assert.equal(await cell(pid, 'ppid').textContent(), printed.main);
    }
    await window.screenshot('launch-running');
  });

  it('leaves the keyboard with the script’s terminal', async () => {
    await window.page.locator('.terminal-wrapper.active .xterm.focus').waitFor();
  });

  it('shows the joins, the exit phase and the daemon’s end', async () => {
    await cell(printed.watch, 'status').getByText('daemon, terminated by main').waitFor();
    await cell(printed.main, 'status').getByText('ended 0').waitFor();

    const told = await cell(printed.main, 'details').textContent();
    assert.match(told ?? '', /waited for quick, join, \d[\d.]* m?s, joins_and_daemon\.py line 33/);
    assert.match(told ?? '', /waited for slow, join\(timeout=1\), .*timed out/);
    assert.match(told ?? '', /waited for slow, exit-join/);
    await treeRow('daemon, terminated by main').waitFor();
  });

  it('shows what is known of the selected process, and leads to its lines', async () => {
    await treeRow('quick').first().click();
    await panel.locator(`[role=row][aria-selected=true][data-pid="${printed.quick}"]`).waitFor();
    const inspector = panel.locator('#fs-inspector');
    await inspector.locator('[data-list=waited-by] li', { hasText: 'join' }).waitFor();
    await inspector.locator('[data-fact=started] a, [data-fact=started] button').first().click();
    await window.page.locator('.statusbar-item', { hasText: /Ln 31, Col/ }).waitFor();
  });

  for (const [theme, name] of THEMES) {
    it(`is readable in ${theme}`, async () => {
      await window.setTheme(theme);
      await row(printed.main).click();
      await window.screenshot(`launch-${name}`);
    });
  }
});

/** What is to be seen while it goes on is there long enough for a slow machine's eyes, too. */
function slowDown(script: string): void {
  const text = readFileSync(script, 'utf8')
    .replace('args=(1.5,)', 'args=(8,)')
    .replace('args=(4,)', 'args=(15,)')
    .replace('time.sleep(0.5)', 'time.sleep(3)');
  writeFileSync(script, text);
}

/** Reads the PIDs off what the example prints. */
function pidsIn(terminal: string) {
  const pid = (pattern: RegExp) => {
    const found = pattern.exec(terminal)?.[1];
    assert.ok(found, `${pattern} in ${terminal}`);
    return found;
  };
  return {
    main: pid(/main (\d+)/),
    quick: pid(/worker (\d+) of \d+: 8 s/),
    slow: pid(/worker (\d+) of \d+: 15 s/),
    short: pid(/worker (\d+) of \d+: 0\.5 s/),
    watch: pid(/daemon (\d+)/),
  };
}
