/**
 * How soon a trace is seen in the editor: `node --import tsx bench/open.ts [EVENTS]`, after `npm test` or
 * `npm start` have built it. A long trace (1,000,000 events without a number) beside a short one, so that
 * what the editor itself takes is seen, too.
 */
import { join } from 'node:path';
import { writeTrace } from '../src/trace/write-trace.ts';
import { stopShared } from '../test/harness/shared-server.ts';
import { VsCodePage } from '../test/harness/vscode-page.ts';
import { manyProcesses } from '../test/webview/scenarios.ts';
import { summary } from './statistics.ts';

const ROUNDS = 3;
const EVENTS_PER_PROCESS = 20;
const count = Math.round(Number(process.argv[2] ?? 1_000_000) / EVENTS_PER_PROCESS);

const window = await VsCodePage.launch();
/** Now, in ms, by the clock that the page's marks are put on, too. */
const now = () => performance.timeOrigin + performance.now();
try {
  await window.page.evaluate(() => {
    document.addEventListener(
      'keydown',
      ({ key }) => {
        if (key === 'Enter') performance.mark('confirmed');
      },
      true,
    );
  });
  const firstMs = new Map<string, number[]>();
  const allMs = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const processes of [10, count]) {
      // A file of its own each time: the editor keeps what it has of one.
      const name = `of-${processes}-${round}.forkscope`;
      const { header, events } = manyProcesses(processes);
      writeTrace(join(window.folder, name), header, events);
      await window.openAnyFile(name);
      const frame = await window.webviewFrame({ has: '[role=row][data-pid]' });
      const seen = now();
      // The file is opened as its name is confirmed; to find it is not ours.
      const begin = await window.page.evaluate(
        () =>
          performance.timeOrigin +
          (performance.getEntriesByName('confirmed').at(-1)?.startTime ?? Number.NaN),
      );
      const first = seen - begin;
      await frame
        .locator('#fs-toolbar', { hasText: `${processes} processes` })
        .waitFor({ timeout: 600_000 });
      const all = now() - begin;
      const what = `${events.length} events`;
      firstMs.set(what, [...(firstMs.get(what) ?? []), first]);
      allMs.set(what, [...(allMs.get(what) ?? []), all]);
      await window.runCommand('View: Close All Editors');
    }
  }
  for (const [what, times] of firstMs) {
    console.log(`${what}: first view ${summary(times, 'ms')}`);
    console.log(`${what}: all ${summary(allMs.get(what) ?? [], 'ms')}`);
  }
} finally {
  await window.dispose();
  await stopShared();
}
