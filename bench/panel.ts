/**
 * How fast the panel is with many processes: `node --import tsx bench/panel.ts [processes] [folder]`
 *
 * The model by itself first, then the panel in headless Chromium as it is shipped. Each process has 20
 * events. With a folder, a picture of what was measured is kept there.
 */
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { PictureAt } from '../src/model/picture-at.ts';
import { SessionModel } from '../src/model/session-model.ts';
import { type OpenPanel, PanelHarness } from '../test/webview/harness.ts';
import { manyProcesses } from '../test/webview/scenarios.ts';
import type { SessionScript } from '../test/webview/script.ts';
import { pageWork } from './page-work.ts';
import { quantile } from './statistics.ts';

const LIVE_EVENTS = 20_000;
const UPDATE = 2_000;
const FIRST_INSTANTS = 10;
const INSTANTS = 100;
const count = Number(process.argv[2] ?? 10_000);
const folder = process.argv[3];
const script = manyProcesses(count);
const split = script.events.length - LIVE_EVENTS;
console.log(`${count} processes, ${script.events.length} events`);
measureModel(script);
const harness = await PanelHarness.start();
try {
  const panel = await harness.open({ width: 1590, height: 800 });
  await measureFirstView(panel);
  await measureFrames(panel.page);
  await measureScrubbing(panel.page);
  await measureLive(panel);
  if (folder !== undefined) await panel.page.screenshot({ path: join(folder, 'panel.png') });
  for (const problem of await panel.problems()) console.error(problem);
} finally {
  await harness.stop();
}

function report(what: string, times: readonly number[]): void {
  const at = (share: number) => `${quantile(times, share).toFixed(1)} ms`;
  console.log(`${what}: median ${at(0.5)}, p95 ${at(0.95)}, worst ${at(1)} (n = ${times.length})`);
}

/** Time of the CPU, in ms: on a busy machine, only that says what a piece of work costs. */
function timed(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1_000;
}

function each(ms: number, steps: number, what: string): void {
  console.log(`  on the CPU: ${(ms / steps).toFixed(1)} ms a ${what}`);
}

/** Asks for what a view shows. */
function look(model: SessionModel): void {
  model.processes();
  model.waits();
  model.session();
}

function measureModel({ header, events }: SessionScript): void {
  const model = new SessionModel(header);
  const whole = timed(() => {
    for (const event of events.slice(0, split)) model.apply(event);
    look(model);
  });
  console.log(`model, full reduction: ${whole.toFixed(0)} ms`);
  const updates: number[] = [];
  for (let at = split; at < events.length; at += UPDATE) {
    updates.push(
      timed(() => {
        for (const event of events.slice(at, at + UPDATE)) model.apply(event);
        look(model);
      }),
    );
  }
  report(`model, update of ${UPDATE} events`, updates);
  const { durationUs } = model.session();
  const cuts = Array.from({ length: 50 }, () => {
    const picture = new PictureAt(model, Math.random() * durationUs);
    return timed(() => {
      picture.processes();
      picture.waits();
    });
  });
  report('model, picture at a random instant', cuts);
}

async function measureFirstView(panel: OpenPanel): Promise<void> {
  const shown = { ...script, events: script.events.slice(0, split) };
  await panel.show(shown);
  const { firstMs, allMs } = await panel.viewTimes();
  console.log(
    `panel, first view after ${firstMs.toFixed(0)} ms, of all events after ${allMs.toFixed(0)} ms`,
  );
}

type Gesture = 'pan' | 'zoom' | 'scroll';

async function measureFrames(page: Page): Promise<void> {
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  for (const gesture of ['pan', 'zoom', 'scroll'] as const) {
    const [{ scriptMs, betweenMs }, ms] = await pageWork(page, () => frames(page, gesture, 120));
    report(`panel, ${gesture}: our part of a frame`, scriptMs);
    each(ms, 120, 'frame, layout and painting included');
    report(`panel, ${gesture}: from frame to frame`, betweenMs);
  }
  await page.keyboard.press('0');
}

/** Lets a gesture act once a frame; times our part of a frame and the distance between frames. */
function frames(page: Page, kind: Gesture, steps: number) {
  return page.evaluate(
    async ([what, times]) => {
      const canvas = document.querySelector('#timeline');
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
        const common = { bubbles: true, cancelable: true, clientX: 900, clientY: 300 };
        const there = i % 40 < 20;
        if (what === 'scroll') scroller.scrollTop += 57;
        else {
          const turn =
            what === 'pan'
              ? { deltaX: there ? 12 : -12 }
              : { deltaY: there ? -40 : 40, ctrlKey: true };
          canvas.dispatchEvent(new WheelEvent('wheel', { ...common, ...turn }));
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
}

/** From the pointer's event until tree, timeline and inspector show the instant. */
async function measureScrubbing(page: Page): Promise<void> {
  // Until its code has been compiled, an instant takes longer.
  report('panel, scrub to the first instants', await scrub(page, FIRST_INSTANTS));
  const [times, ms] = await pageWork(page, () => scrub(page, INSTANTS));
  report('panel, scrub to further instants, waiting for the frame included', times);
  each(ms, INSTANTS, 'instant');
  await page.locator('[data-action=live]').click();
}

function scrub(page: Page, times: number): Promise<number[]> {
  return page.evaluate(async (steps) => {
    const scrubber = document.querySelector<HTMLElement>('#fs-scrubber');
    const shown = document.querySelector<HTMLElement>('.fs-instant');
    if (scrubber === null || shown === null) throw new Error('no time machine');
    const box = scrubber.getBoundingClientRect();
    scrubber.setPointerCapture = () => undefined;
    const all: number[] = [];
    for (let i = 0; i < steps; i += 1) {
      const common = { bubbles: true, button: 0, pointerId: 1, clientY: box.top + 10 };
      // Spread evenly, and never the same instant twice in a row: that would change nothing to wait for.
      const clientX = box.left + ((i * 0.618) % 1) * (box.width - 10);
      const before = shown.textContent;
      const from = performance.now();
      scrubber.dispatchEvent(new PointerEvent('pointerdown', { ...common, clientX }));
      scrubber.dispatchEvent(new PointerEvent('pointerup', { ...common, clientX }));
      while (shown.textContent === before) {
        await new Promise((resolve) => requestAnimationFrame(resolve));
      }
      all.push(performance.now() - from);
    }
    return all;
  }, times);
}

/** Sends further events as a session of 2,000 events a second would, and watches for long tasks. */
async function measureLive(panel: OpenPanel): Promise<void> {
  const [longTasks, ms] = await pageWork(panel.page, () => live(panel));
  console.log(
    `panel, live at 2,000 events a second for 10 s: ${longTasks.length} tasks over 50 ms, the longest ${Math.max(0, ...longTasks).toFixed(0)} ms`,
  );
  each(ms, LIVE_EVENTS / UPDATE, 'second');
  const memory = await panel.page.evaluate(
    () => (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0,
  );
  console.log(`panel, heap: ${(memory / count / 1024).toFixed(1)} KB a process`);
}

function live({ showing, page }: OpenPanel): Promise<number[]> {
  return page.evaluate(
    async ([events, message, already]) => {
      const long: number[] = [];
      const observer = new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) long.push(duration);
      });
      observer.observe({ entryTypes: ['longtask'] });
      for (let at = 0; at < events.length; at += 200) {
        window.postMessage({ ...message, events: events.slice(at, at + 200) }, '*');
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      while (window.drawnCount(message.showing) < already + events.length) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      observer.disconnect();
      return long;
    },
    [
      script.events.slice(split),
      { type: 'more-events', showing, nowUs: script.nowUs, live: true },
      split,
    ] as const,
  );
}
