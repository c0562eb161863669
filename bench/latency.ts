/**
 * How late Forkscope is: `node --import tsx bench/latency.ts`, after `npm test` or `npm start` have
 * built it.
 *
 * 1. Joins: how far the recorded end of a join lies from the script's own stamp behind it.
 * 2. Panel: from right before `start()` in the script until the child's row is drawn in a real VS Code.
 */
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FrameLocator } from 'playwright-core';
import { stopShared } from '../test/harness/shared-server.ts';
import { VsCodePage } from '../test/harness/vscode-page.ts';
import { record } from '../test/support/recorded.ts';
import { processNamed, waitsFor } from '../test/support/reports.ts';
import { summary } from './statistics.ts';

const JOIN_RUNS = 20;
/** As many as the panel has rows for, so that each is drawn when it starts. */
const CHILDREN = 10;
const LAUNCHES = 6;

async function joinDifferences(): Promise<number[]> {
  const differences: number[] = [];
  for (let i = 0; i < JOIN_RUNS; i += 1) {
    const { stdout, report, epochUs } = await record([
      'python3',
      'test/programs/python/stamped.py',
    ]);
    const after = Number(/"join": "first".*"after": (\d+)/.exec(stdout)?.[1]);
    const [wait] = waitsFor(report, processNamed(report, 'first'), 'join');
    differences.push(after - ((wait?.endUs ?? Number.NaN) + epochUs));
  }
  return differences;
}

async function rowDelays(): Promise<number[]> {
  const window = await VsCodePage.launch();
  try {
    cpSync('bench/programs/one_by_one.py', join(window.folder, 'one_by_one.py'));
    const stamps = join(window.folder, 'stamps');
    await window.openFile('one_by_one.py');
    await window.runCommand('Forkscope: Launch Script');
    // Without arguments the script fails at once: all this run does is open the panel.
    const panel = await window.webviewFrame({ has: '#forkscope-panel [data-pid]' });
    await watchRows(panel);
    const delays: number[] = [];
    for (let i = 0; i < LAUNCHES; i += 1)
      delays.push(...(await launchOnce(window, panel, `${stamps}${i}`)));
    return delays;
  } catch (error) {
    console.error(`See ${await window.screenshot('bench-latency')}`);
    throw error;
  } finally {
    await window.dispose();
    await stopShared();
  }
}

/** One launch of the script; ms from each child's start until its row was drawn. */
async function launchOnce(
  window: VsCodePage,
  panel: FrameLocator,
  stamps: string,
): Promise<number[]> {
  await window.runCommand('Forkscope: Launch Command…');
  await window.answerInput('Command to launch', `python3 one_by_one.py ${CHILDREN} ${stamps}`);
  await panel.locator('#fs-toolbar', { hasText: 'running' }).waitFor({ timeout: 30_000 });
  await panel.locator('#fs-toolbar', { hasText: 'ended with 0' }).waitFor({ timeout: 60_000 });
  const drawn = await drawnRows(panel);
  return readFileSync(stamps, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ').map(Number))
    .map(([pid = 0, before = 0]) => (drawn.get(pid) ?? 0) - before)
    .filter((delay) => delay > 0);
}

/**
 * Notes in the page when the frame that first shows a PID's row has been drawn. No function in here may
 * have a name: the loader of TypeScript would wrap it in a call that the page does not have.
 */
async function watchRows(panel: FrameLocator): Promise<void> {
  await panel.locator('body').evaluate((body) => {
    const drawn: Record<string, number> = {};
    new MutationObserver(() => {
      const fresh = [...body.querySelectorAll('[data-pid]')]
        .map((row) => row.getAttribute('data-pid') ?? '')
        .filter((pid) => !(pid in drawn));
      if (fresh.length === 0) return;
      for (const pid of fresh) drawn[pid] = 0;
      requestAnimationFrame(() => {
        const now = performance.timeOrigin + performance.now();
        for (const pid of fresh) drawn[pid] = now;
        body.dataset.drawn = JSON.stringify(drawn);
      });
    }).observe(body, { subtree: true, childList: true, attributes: true });
  });
}

async function drawnRows(panel: FrameLocator): Promise<Map<number, number>> {
  const text = await panel.locator('body').getAttribute('data-drawn');
  const drawn: Record<string, number> = JSON.parse(text ?? '{}');
  return new Map(Object.entries(drawn).map(([pid, at]) => [Number(pid), at]));
}

console.log(`join, script's stamp after recorded end: ${summary(await joinDifferences(), 'µs')}`);
console.log(`start() to row drawn in the panel:       ${summary(await rowDelays(), 'ms')}`);
