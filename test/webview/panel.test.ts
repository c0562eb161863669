import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Locator, Page } from 'playwright-core';
import type { SessionEvent } from '../../src/model/process-event.ts';
import { type OpenPanel, PanelHarness } from './harness.ts';
import { HOSTILE_NAMES, hostile, longPids, manyProcesses, tutorial } from './scenarios.ts';
import { serviceScene } from './scene.ts';
import { type ProcessScript, processEvents, us } from './script.ts';
import { type ThemeName, themes } from './themes.ts';

describe('panel', function () {
  this.timeout(60_000);
  let harness: PanelHarness;
  let panel: OpenPanel;
  let page: Page;
  before(async () => {
    harness = await PanelHarness.start();
  });
  after(() => harness.stop());

  async function open(...args: Parameters<PanelHarness['open']>): Promise<void> {
    panel = await harness.open(...args);
    page = panel.page;
  }
  afterEach(async () => {
    assert.deepEqual(await panel.problems(), []);
    await page.context().close();
  });

  const textOf = async (locator: Locator) =>
    ((await locator.textContent()) ?? '').replace(/\s+/g, ' ').trim();
  const textsOf = async (locator: Locator) => {
    await locator.first().waitFor();
    return Promise.all((await locator.all()).map(textOf));
  };
  const text = (pid: number, column: string) => textOf(panel.cell(pid, column));
  const fact = (key: string) => page.locator(`[data-fact="${key}"]`);
  const selected = (pid: string) =>
    page
      .locator(`[role=row][aria-selected=true][data-pid="${pid}"]`)
      .waitFor({ state: 'attached' });
  const button = (action: string) => page.locator(`[data-action="${action}"]`);

  describe('tree', () => {
    it('has a row for each process, with what it does', async () => {
      await open();
      await panel.show(serviceScene);
      const rows = page.locator('[role=row][data-process-id]');
      assert.deepEqual(
        await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-pid'))),
        '41872 41880 41881 41882 41890 41884 41885 41901 41902 41903'.split(' '),
      );
      assert.equal(await text(41872, 'status'), 'waits for worker-1');
      assert.equal(await text(41880, 'status'), 'blocked: queue');
      assert.equal(await text(41881, 'status'), 'ended 0');
      assert.equal(await text(41882, 'status'), 'failed 1');
      assert.equal(await text(41890, 'status'), 'SIGKILL');
      assert.equal(await text(41884, 'status'), 'sleeping');
      assert.equal(await text(41885, 'status'), 'daemon, terminated by main');
      assert.equal(await text(41890, 'name'), 'ffmpeg');
      assert.equal(await text(41890, 'ppid'), '41882');
      assert.equal(await text(41880, 'memory'), '38 MB');
      assert.equal(await text(41890, 'start'), '1.40 s');
      assert.equal(await text(41890, 'end'), '2.70 s');
      assert.equal(await text(41884, 'end'), '–');
      assert.equal(await panel.row(41890).getAttribute('aria-level'), '3');
      assert.equal(await panel.row(41882).getAttribute('aria-expanded'), 'true');
      assert.equal(await panel.row(41884).getAttribute('aria-expanded'), null);
      assert.deepEqual(
        await panel
          .row(41885)
          .evaluate((row) => [row.getAttribute('aria-posinset'), row.getAttribute('aria-setsize')]),
        ['5', '8'],
      );
    });

    it('says in words what the timeline shows', async () => {
      await open();
      await panel.show(tutorial);
      const main = (await panel.cell(7100, 'details').textContent()) ?? '';
      assert.match(main, /waited for Process-1, join, 700 ms, daemons\.py line 24/);
      assert.match(main, /waited for Process-2, join\(timeout=0\.2\), 200 ms, timed out/);
      assert.match(main, /waited for Process-2, exit-join, 1\.1 s/);
      const daemon = (await panel.cell(7103, 'details').textContent()) ?? '';
      assert.match(daemon, /^\s*daemon\. ended 1\.34 s, cause: daemon, terminated by main’s end/);
    });

    it('folds helpers away until they are asked for', async () => {
      await open();
      await panel.show(serviceScene);
      assert.equal(await panel.row(41879).count(), 0);
      await page.getByRole('switch', { name: 'Helpers (1)' }).click();
      await panel.row(41879).waitFor();
      await page.getByRole('switch', { name: 'Helpers (1)' }).click();
      await panel.row(41879).waitFor({ state: 'detached' });
      await panel.show(tutorial);
      assert.equal(await button('helpers').count(), 0);
    });

    it('collapses and expands a row', async () => {
      await open();
      await panel.show(serviceScene);
      await panel.row(41882).locator('.fs-twistie').click();
      await panel.row(41890).waitFor({ state: 'detached' });
      assert.equal(await panel.row(41882).getAttribute('aria-expanded'), 'false');
      assert.equal(await page.locator('[role=row][aria-selected=true]').count(), 0);
      await panel.row(41882).locator('.fs-twistie').click();
      await panel.row(41890).waitFor();
    });

    it('keeps its rows in place when others come in above them', async () => {
      await open({ height: 300 });
      await panel.show(manyProcesses(200));
      await page.locator('.fs-scroller').evaluate((element) => {
        element.scrollTop = 2_000;
      });
      const row = panel.row(1_080);
      await row.waitFor();
      const before = await row.boundingBox();
      const early: ProcessScript = { pid: 500, ppid: 10, start: 0.05, name: 'early' };
      await panel.more([...processEvents(early)]);
      await page.waitForFunction(
        () => document.querySelector('#fs-tree')?.getAttribute('aria-rowcount') === '202',
      );
      const after = await row.boundingBox();
      assert.deepEqual(after, before);
    });
  });

  describe('selection', () => {
    it('shows all that is known of a process', async () => {
      await open();
      await panel.show(serviceScene);
      await panel.row(41880).click();
      await selected('41880');
      assert.match(await textOf(page.locator('#fs-inspector h2')), /worker-1\s+41880/);
      assert.match(await textOf(fact('parent')), /stats_service\.py\s+41872/);
      assert.match(await textOf(fact('target')), /collect\(rows\)/);
      assert.match(await textOf(fact('started')), /0\.55 s at\s+stats_service\.py:31\s+reported/);
      assert.match(await textOf(fact('state')), /blocked: queue, for \d\.\d\d s\s+sampled/);
      const waits = page.locator('[data-list=waited-by] li');
      assert.match(await textOf(waits), /stats_service\.py exit-join, \d+\.\d s so far/);
      assert.deepEqual(await textsOf(page.locator('[data-list=output] bdi')), [
        'rows 0..999',
        'rows 1000..1999',
        'done, sending result',
      ]);
      assert.match(
        await textOf(page.locator('[data-list=shares]')),
        /running \d+ % · 2\.3 s.*ready \d+ % · 450 ms.*blocked/,
      );
      assert.ok(
        (await panel.posted()).some(
          (message) => message.type === 'selected' && message.process === '41880',
        ),
      );
    });

    it('lists the waits of the waiter, and leads to the other side', async () => {
      await open();
      await panel.show(tutorial);
      await panel.row(7100).click();
      const waits = page.locator('[data-list=waits] li');
      assert.deepEqual(await textsOf(waits), [
        'Process-1 join, 700 ms ended daemons.py:24 reported',
        'Process-2 join(timeout=0.2), 200 ms timed out daemons.py:25 reported',
        'Process-2 exit-join, 1.1 s ended reported',
      ]);
      await waits.first().getByRole('button', { name: 'Process-1' }).click();
      await selected('7101');
    });

    it('opens the line that started a process', async () => {
      await open();
      await panel.show(tutorial);
      await panel.row(7103).click();
      await fact('started').getByRole('button').click();
      await page.keyboard.press('Escape');
      await panel.row(7103).focus();
      await page.keyboard.press('Enter');
      const opened = (await panel.posted()).filter(({ type }) => type === 'open-site');
      const site = { type: 'open-site', file: '/home/ada/lesson/daemons.py', line: 22 };
      assert.deepEqual(opened, [site, site]);
    });

    it('follows the host, also to a process that is still to come', async () => {
      await open();
      const showing = panel.showing + 1;
      await panel.send({ type: 'select-process', showing, process: '41890' });
      await panel.show(serviceScene);
      await page.locator('[role=row][aria-selected=true]').waitFor();
      await selected('41890');
      await panel.send({ type: 'select-process', showing, process: '41884' });
      await selected('41884');
      assert.ok(!(await panel.posted()).some(({ type }) => type === 'selected'));
    });

    it('works on the timeline too', async () => {
      await open();
      await panel.show(serviceScene);
      const box = await page.locator('#timeline').boundingBox();
      assert.ok(box);
      await page.mouse.click(box.x + 300, box.y + 38 + 26 * 2 + 13);
      await selected('41881');
      await page.mouse.click(box.x + 300, box.y + box.height - 5);
      await page.locator('#fs-inspector h2', { hasText: 'Session' }).waitFor();
    });
  });

  describe('keyboard', () => {
    it('walks, folds and unfolds the tree', async () => {
      await open();
      await panel.show(serviceScene);
      await panel.row(41872).focus();
      for (const [key, pid] of [
        ['ArrowDown', '41880'],
        ['ArrowDown', '41881'],
        ['ArrowDown', '41882'],
        ['ArrowRight', '41890'],
        ['ArrowLeft', '41882'],
        ['End', '41903'],
        ['Home', '41872'],
      ] as const) {
        await page.keyboard.press(key);
        await page.locator(`[role=row][data-pid="${pid}"]:focus`).waitFor();
        await selected(pid);
      }
      await page.keyboard.press('ArrowLeft');
      await panel.row(41880).waitFor({ state: 'detached' });
      await page.keyboard.press('ArrowRight');
      await panel.row(41880).waitFor();
      const inTabOrder = page.locator('[role=row][tabindex="0"]');
      assert.equal(await inTabOrder.count(), 1);
    });

    it('brings the selected row into view and keeps the focus on it', async () => {
      await open({ height: 300 });
      await panel.show(manyProcesses(500));
      await panel.row(10).focus();
      await page.keyboard.press('End');
      const last = panel.row(1_498);
      await last.waitFor();
      const box = await last.boundingBox();
      assert.ok(box && box.y > 0 && box.y + box.height <= 301, JSON.stringify(box));
      await page.locator('[data-pid="1498"]:focus').waitFor();
      await page.locator('.fs-scroller').evaluate((element) => {
        element.scrollTop = 0;
      });
      await panel.row(10).waitFor();
      await page.locator('[data-pid="1498"]:focus').waitFor({ state: 'attached' });
    });
  });

  describe('time', () => {
    const axis = () => page.evaluate(() => (window.savedState as { time: object } | null)?.time);
    const savedTime = async () => {
      await page.waitForTimeout(400);
      return axis();
    };

    it('zooms with + and -, and fits again with 0', async () => {
      await open();
      await panel.show(tutorial);
      await panel.row(7100).focus();
      await page.keyboard.press('+');
      const zoomed = (await savedTime()) as { spanUs: number; endUs: number | null };
      assert.ok(zoomed.spanUs > 1_500_000 && zoomed.spanUs < 2_000_000, JSON.stringify(zoomed));
      await page.keyboard.press('0');
      assert.deepEqual(await savedTime(), { spanUs: null, endUs: null });
    });

    it('zooms at the pointer and pans by dragging', async () => {
      await open();
      await panel.show(tutorial);
      const box = await page.locator('#timeline').boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + 200, box.y + 100);
      await page.keyboard.down('Control');
      await page.mouse.wheel(0, -200);
      await page.keyboard.up('Control');
      const zoomed = (await savedTime()) as { spanUs: number; endUs: number };
      assert.ok(zoomed.spanUs < 1_500_000, JSON.stringify(zoomed));
      await page.mouse.down();
      await page.mouse.move(box.x + 120, box.y + 100, { steps: 4 });
      await page.mouse.up();
      const dragged = (await savedTime()) as { spanUs: number; endUs: number };
      assert.ok(dragged.endUs > zoomed.endUs, JSON.stringify([zoomed, dragged]));
      assert.ok(Math.abs(dragged.spanUs - zoomed.spanUs) < 2);
      assert.equal(await page.locator('[role=row][aria-selected=true]').count(), 0);
    });

    it('follows a live session until it is panned', async () => {
      await open();
      await panel.show(serviceScene);
      const follow = page.getByRole('switch', { name: 'Follow' });
      assert.equal(await follow.getAttribute('aria-checked'), 'true');
      await page.locator('#timeline').hover();
      await page.keyboard.press('+');
      await page.keyboard.down('Shift');
      await page.mouse.wheel(0, -120);
      await page.keyboard.up('Shift');
      await page.waitForTimeout(300);
      assert.equal(await follow.getAttribute('aria-checked'), 'false');
      await follow.click();
      await page.waitForTimeout(300);
      assert.equal(await follow.getAttribute('aria-checked'), 'true');
    });

    it('tells what lies under the pointer', async () => {
      await open();
      await panel.show(tutorial);
      const box = await page.locator('#timeline').boundingBox();
      assert.ok(box);
      await page.mouse.move(box.x + 100, box.y + 38 + 13);
      const tooltip = page.locator('#fs-tooltip');
      assert.match(await textOf(tooltip), /waited for Process-1, join, 700 ms.*\(reported\)/);
      await page.mouse.move(box.x + 300, box.y + 38 + 26 * 2 + 13);
      assert.match(await textOf(tooltip), /sleeping for 2\.30 s, 0\.20 s to 2\.50 s \(sampled\)/);
      await page.mouse.move(box.x + 300, box.y + 5);
      assert.equal(await tooltip.isVisible(), false);
    });

    it('draws all that is new, also where no frame has time for all of it', async () => {
      await open();
      await page.evaluate(() => {
        const now = performance.now.bind(performance);
        let passedMs = 0;
        performance.now = () => {
          passedMs += 10;
          return now() + passedMs;
        };
      });
      await panel.show(serviceScene);
      let count = serviceScene.events.length;
      const more = async (event: SessionEvent) => {
        await panel.more([event], 60_000_000);
        count += 1;
        await panel.untilDrawn(count);
      };
      // A bar has an outline, which each column of pixels meets.
      const paintedColumns = async () => {
        const row = await panel.row(41999).boundingBox();
        const canvas = await page.locator('#timeline').boundingBox();
        assert.ok(row && canvas);
        const [x, y] = [Math.round(canvas.width / 2), row.y + 3 - canvas.y];
        const pixels = await panel.opacities('#timeline', { x, y, width: 20, height: 20 });
        return new Set(pixels.flatMap((opacity, i) => (opacity > 0 ? [i % 20] : []))).size;
      };
      const process = { pid: 41999, birth: [8_300_000, 0] as [number, number] };
      const base = { source: 'kernel', evidence: 'kernel', process } as const;
      await more({ type: 'started', ...base, tUs: 8_300_000, ppid: 41872 });
      assert.equal(await paintedColumns(), 20);
      // All rows stay where they are: table and timeline are a frame each.
      await more({ type: 'ended', ...base, tUs: 8_400_000, exit: { code: 0 } });
      const left = await paintedColumns();
      assert.ok(left < 5, String(left));
    });

    it('runs on while the session is live, and stops with it', async () => {
      await open();
      await panel.show(serviceScene);
      const summary = page.locator('.fs-summary');
      const first = await textOf(summary);
      await page.waitForTimeout(500);
      assert.notEqual(await textOf(summary), first);
      await panel.more([], null);
      await page.getByText('recording incomplete').waitFor();
      assert.equal(await button('follow').count(), 0);
      assert.equal(await button('stop').count(), 0);
    });
  });

  it('asks the host to stop the tree', async () => {
    await open();
    await panel.show(serviceScene);
    await button('stop').click();
    const stop = { type: 'stop-session', showing: panel.showing };
    assert.deepEqual((await panel.posted()).at(-1), stop);
  });

  it('says what could not be read, and what was lost', async () => {
    await open();
    await panel.show(tutorial);
    const lost: SessionEvent = {
      type: 'lost',
      tUs: us(2.6),
      source: 'recorder',
      evidence: 'reported',
      about: 'probe',
      count: 12,
    };
    await panel.more([lost], null);
    await page.getByText('12 events were lost').waitFor();
    const message = 'Line 9 of the trace is cut short.';
    await panel.send({ type: 'show-problem', showing: panel.showing, message });
    await page.getByText(message).waitFor();
  });

  it('speaks the user’s language', async () => {
    await open({ messages: { 'failed {0}': 'gescheitert ({0})', Memory: 'Speicher' } });
    await panel.show(serviceScene);
    assert.equal(await text(41882, 'status'), 'gescheitert (1)');
    await page.getByRole('columnheader', { name: 'Speicher' }).waitFor();
  });

  it('keeps widths and folds over a reload', async () => {
    await open();
    await panel.show(serviceScene);
    await panel.row(41882).locator('.fs-twistie').click();
    const line = page.locator('[data-splits=table]');
    const box = await line.boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x, box.y + 200);
    await page.mouse.down();
    await page.mouse.move(500, box.y + 200, { steps: 3 });
    await page.mouse.up();
    await page.waitForTimeout(400);
    await page.reload();
    await panel.show(serviceScene);
    assert.equal(await panel.row(41890).count(), 0);
    const after = await line.boundingBox();
    assert.ok(after && Math.abs(after.x - 500) < 4, JSON.stringify(after));
  });

  it('never cuts a PID', async () => {
    await open({ width: 900, height: 300 });
    await panel.show(longPids);
    for (const column of ['pid', 'ppid']) {
      const cut = await panel
        .cell(4_194_303, column)
        .evaluate((cell) => cell.scrollWidth > cell.clientWidth);
      assert.equal(cut, false, column);
    }
  });

  it('gives a narrow panel to tree and timeline', async () => {
    await open({ width: 600, height: 300 });
    await panel.show(tutorial);
    assert.equal(await page.locator('#fs-inspector').isVisible(), false);
    const box = await page.locator('#timeline').boundingBox();
    assert.ok(box && box.width > 200, JSON.stringify(box));
    await button('inspector').click();
    await page.locator('#fs-inspector').waitFor();
    await button('inspector').click();
    await page.locator('#fs-inspector').waitFor({ state: 'hidden' });
  });

  describe('hostile text', () => {
    it('is shown as text, with what cannot be seen written out', async () => {
      await open();
      await panel.show(hostile);
      for (let i = 0; i < HOSTILE_NAMES.length; i += 1) {
        await panel.row(100 + i).click();
        await page.locator(`#timeline`).hover({ position: { x: 400, y: 38 + 26 * (i + 1) + 13 } });
      }
      assert.equal(await page.evaluate(() => 'hacked' in window), false);
      assert.match(await text(100, 'name'), /<img src=x onerror=/);
      assert.match(await text(101, 'name'), /invoice\\u\{202E\}fdp\.exe/);
      assert.match(await text(102, 'name'), /line one\\nline two\\r\\x00\\x1B\[31mred/);
      assert.match(await text(103, 'name'), /lone \\u\{D800\} surrogate \\u\{DFFF\}/);
      assert.equal(await text(107, 'name'), '107');
      const all = (await page.locator('#forkscope-panel').textContent()) ?? '';
      assert.doesNotMatch(all.replace(/\n/g, ''), /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/u);
      const longest = await page.evaluate(() =>
        Math.max(
          ...Array.from(
            document.querySelectorAll('bdi'),
            (each) => (each.textContent ?? '').length,
          ),
        ),
      );
      assert.ok(longest <= 2_001, String(longest));
    });

    it('stays within its row', async () => {
      await open();
      await panel.show(hostile);
      const heights = await page
        .locator('[role=row][data-process-id]')
        .evaluateAll((rows) => rows.map((row) => (row as HTMLElement).offsetHeight));
      assert.deepEqual(new Set(heights), new Set([26]));
      const overflow = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      assert.ok(overflow <= 0);
    });
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`has no accessibility violations (${theme})`, async () => {
      for (const size of [
        { width: 1590, height: 520 },
        { width: 900, height: 400 },
      ]) {
        await open({ theme, ...size });
        await panel.show(serviceScene);
        await panel.row(41880).click();
        await page.evaluate(axe.source);
        const violations = await page.evaluate(async () => {
          const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
          return violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
          );
        });
        assert.deepEqual(violations, []);
        if (size.width === 1590) await page.context().close();
      }
    });
  }

  it('draws a few rows of many thousands', async () => {
    await open();
    await panel.show(manyProcesses(1_000));
    const rows = await page.locator('[role=row][data-process-id]').count();
    assert.ok(rows > 10 && rows < 40, String(rows));
    await page.locator('.fs-scroller').evaluate((element) => {
      element.scrollTop = element.scrollHeight;
    });
    await panel.row(1_998).waitFor();
  });
});
