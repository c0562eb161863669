/** Measures the panel on a session of 10,000 processes: `node --import tsx test/webview/measure.ts [processes]` */
import { join } from 'node:path';
import { PanelHarness } from './harness.ts';
import { manyProcesses } from './scenarios.ts';

const count = Number(process.argv[2] ?? 10_000);
const harness = await PanelHarness.start();

interface FrameTimes {
  readonly scriptMs: number[];
  readonly betweenMs: number[];
}

function summary(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1);
  return `median ${at(0.5)} ms, 95 % ${at(0.95)} ms, worst ${at(1)} ms (${sorted.length} frames)`;
}

try {
  const panel = await harness.open({ width: 1590, height: 800 });
  const { page } = panel;
  const script = manyProcesses(count);
  console.log(`${count} processes, ${script.events.length} events`);

  await panel.show({ ...script, nowUs: null });
  const [firstMs, allMs] = await page.evaluate(() => {
    const sent = performance.getEntriesByName('show')[0]?.startTime ?? 0;
    const times = performance.getEntriesByName('drawn').map(({ startTime }) => startTime - sent);
    return [times.find((ms) => ms > 0) ?? 0, times.at(-1) ?? 0];
  });
  console.log(
    `first picture after ${firstMs.toFixed(0)} ms, all drawn after ${allMs.toFixed(0)} ms`,
  );

  /** Lets `step` act once a frame; times our part of a frame and the distance between frames. */
  const frames = (kind: 'pan' | 'scroll' | 'zoom', steps: number): Promise<FrameTimes> =>
    page.evaluate(
      async ([what, times]) => {
        const canvas = document.querySelector('canvas');
        const scroller = document.querySelector('.fs-scroller');
        if (canvas === null || scroller === null) throw new Error('no panel');
        const scriptMs: number[] = [];
        const betweenMs: number[] = [];
        const request = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (callback) =>
          request((ms) => {
            const from = performance.now();
            callback(ms);
            scriptMs.push(performance.now() - from);
          });
        let last = performance.now();
        for (let i = 0; i < times; i += 1) {
          const [clientX, clientY] = [900, 300];
          const common = { bubbles: true, cancelable: true, clientX, clientY };
          if (what === 'pan') {
            canvas.dispatchEvent(
              new WheelEvent('wheel', { ...common, deltaX: i % 40 < 20 ? 12 : -12 }),
            );
          } else if (what === 'scroll') {
            scroller.scrollTop += 57;
          } else {
            const deltaY = i % 40 < 20 ? -40 : 40;
            canvas.dispatchEvent(new WheelEvent('wheel', { ...common, deltaY, ctrlKey: true }));
          }
          await new Promise((resolve) => request(resolve));
          const now = performance.now();
          betweenMs.push(now - last);
          last = now;
        }
        window.requestAnimationFrame = request;
        return { scriptMs, betweenMs };
      },
      [kind, steps] as const,
    );

  await page.keyboard.press('+');
  await page.keyboard.press('+');
  for (const kind of ['pan', 'zoom', 'scroll', 'pan'] as const) {
    const { scriptMs, betweenMs } = await frames(kind, 120);
    console.log(`${kind}: script ${summary(scriptMs)}; between frames ${summary(betweenMs)}`);
  }
  const folder = process.argv[3];
  if (folder !== undefined) await page.screenshot({ path: join(folder, 'many.png') });
  for (const problem of await panel.problems()) console.error(problem);
} finally {
  await harness.stop();
}
