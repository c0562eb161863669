/**
 * The panel beside the timeline that Chromium's developer tools show of a trace (their *Performance*
 * panel), on the same session: `node --import tsx bench/panel-peer.ts [PROCESSES [ROUNDS [FOLDER]]]`
 *
 * The developer tools are those of the Chromium that also runs the panel, and read what our exporter
 * for Chrome writes. Both are driven by the same wheel of the same mouse. Each process has 20 events.
 * With a folder, pictures of both are kept there.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from 'playwright-core';
import { chromiumFlags, provideChromium } from '../scripts/lib/chromium.mjs';
import { SessionModel } from '../src/model/session-model.ts';
import { chromeTrace } from '../src/trace/export/chrome.ts';
import { temporaryFolder } from '../test/support/recorded.ts';
import { PanelHarness } from '../test/webview/harness.ts';
import { manyProcesses } from '../test/webview/scenarios.ts';
import { pageWork } from './page-work.ts';
import { quantile } from './statistics.ts';

interface Outcome {
  /** Until something, and until all, of the session is seen, in ms. */
  readonly firstMs: number;
  readonly allMs: number;
  /** From the wheel's turn to the frame after it, in ms. */
  readonly panMs: readonly number[];
  /** What the page's main thread works for each turn, in ms. */
  readonly panWorkMs: number;
  /** What its scripts hold, in bytes, after a collection of garbage. */
  readonly heapBytes: number;
}

const VIEW = { width: 1590, height: 800 };
const DEVTOOLS = 'devtools://devtools/bundled/devtools_app.html?panel=timeline';
const PAN_STEPS = 60;
const LOAD_PATIENCE_MS = 15 * 60 * 1000;

const count = Number(process.argv[2] ?? 1_000);
const rounds = Number(process.argv[3] ?? 3);
const pictures = process.argv[4];
const script = manyProcesses(count);
const folder = temporaryFolder();
const traceFile = join(folder.path, 'trace.json');
const model = new SessionModel(script.header);
for (const event of script.events) model.apply(event);
writeFileSync(traceFile, chromeTrace(model));

const viewers: Readonly<Record<string, () => Promise<Outcome>>> = {
  Forkscope: inPanel,
  'developer tools': inDeveloperTools,
};
try {
  console.log(`${count} processes, ${script.events.length} events, ${rounds} rounds`);
  const outcomes: Record<string, Outcome[]> = {};
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, look] of Object.entries(viewers)) {
      outcomes[name] = [...(outcomes[name] ?? []), await look()];
    }
  }
  for (const [name, all] of Object.entries(outcomes)) report(name, all);
} finally {
  folder.remove();
}

async function inPanel(): Promise<Outcome> {
  const harness = await PanelHarness.start();
  try {
    const panel = await harness.open(VIEW);
    await panel.show(script);
    const { firstMs, allMs } = await panel.viewTimes();
    await panel.page.keyboard.press('+');
    await panel.page.keyboard.press('+');
    return { firstMs, allMs, ...(await used(panel.page, 'panel')) };
  } finally {
    await harness.stop();
  }
}

async function inDeveloperTools(): Promise<Outcome> {
  const browser = await chromium.launch({
    executablePath: await provideChromium(),
    args: [...chromiumFlags, '--no-sandbox'],
  });
  try {
    const page = await browser.newPage({ viewport: VIEW });
    await page.goto(DEVTOOLS);
    await page.getByRole('button', { name: 'Load trace…' }).first().waitFor();
    const from = performance.now();
    await page.locator('input[type=file]').first().setInputFiles(traceFile);
    const chart = page.locator('.flame-chart-canvas').first();
    await chart.waitFor({ state: 'visible', timeout: LOAD_PATIENCE_MS });
    const allMs = performance.now() - from;
    await page.mouse.move(VIEW.width / 2, VIEW.height / 2);
    await page.mouse.wheel(0, -400);
    return { firstMs: allMs, allMs, ...(await used(page, 'developer-tools')) };
  } finally {
    await browser.close();
  }
}

/** Pans to and fro under the pointer, and weighs the page. */
async function used(
  page: Page,
  name: string,
): Promise<Pick<Outcome, 'panMs' | 'panWorkMs' | 'heapBytes'>> {
  await page.mouse.move(VIEW.width / 2, VIEW.height / 2);
  const [panMs, workMs] = await pageWork(page, async () => {
    const times: number[] = [];
    for (let step = 0; step < PAN_STEPS; step += 1) {
      const from = performance.now();
      await page.mouse.wheel(step % 20 < 10 ? 12 : -12, 0);
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
      times.push(performance.now() - from);
    }
    return times;
  });
  if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  return { panMs, panWorkMs: workMs / PAN_STEPS, heapBytes: usedSize };
}

function report(name: string, all: readonly Outcome[]): void {
  const median = (of: (outcome: Outcome) => number) => quantile(all.map(of), 0.5);
  const pans = all.flatMap(({ panMs }) => panMs);
  console.log(
    [
      name.padEnd(16),
      `first view ${median(({ firstMs }) => firstMs).toFixed(0)} ms`,
      `all ${median(({ allMs }) => allMs).toFixed(0)} ms`,
      `pan median ${quantile(pans, 0.5).toFixed(1)} ms, p95 ${quantile(pans, 0.95).toFixed(1)} ms`,
      `on the CPU ${median(({ panWorkMs }) => panWorkMs).toFixed(1)} ms a turn`,
      `heap ${(median(({ heapBytes }) => heapBytes) / count / 1024).toFixed(1)} KB a process`,
    ].join('   '),
  );
}
