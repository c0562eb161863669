import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Page } from 'playwright-core';
import { artifactsDir } from '../../scripts/lib/paths.mjs';
import { niceStep } from '../../src/webview/schedule/gantt.ts';
import { type OpenPanel, PanelHarness } from './harness.ts';
import { hostile } from './scenarios.ts';
import { serviceScene } from './scene.ts';
import { type ThemeName, themes } from './themes.ts';

describe('schedule', function () {
  this.timeout(60_000);
  let harness: PanelHarness;
  let panel: OpenPanel;
  let page: Page;

  before(async () => {
    harness = await PanelHarness.start();
    mkdirSync(join(artifactsDir, 'schedule'), { recursive: true });
  });
  after(() => harness.stop());
  afterEach(async () => {
    assert.deepEqual(await panel.problems(), []);
    await page.context().close();
  });

  async function open(scene: typeof serviceScene, theme: ThemeName = 'dark'): Promise<void> {
    panel = await harness.open({ theme, width: 1200, height: 900 });
    page = panel.page;
    await panel.show(scene);
    await page.locator('[data-action=schedule]').click();
    await page.locator('#fs-schedule .fs-gantt').first().waitFor();
  }

  async function choose(input: string, option: string): Promise<void> {
    await page.locator(`[data-input=${input}]`).click();
    await page.locator(`[data-input=${input}] .option`, { hasText: option }).first().click();
  }

  const fill = (input: string, text: string) =>
    page.locator(`[data-input=${input}]`).locator('input, textarea').fill(text);

  const cells = (row: string) =>
    page
      .locator(`#fs-schedule tr[${row}] td`)
      .evaluateAll((all) => all.map((each) => each.textContent));

  const bars = () =>
    page
      .locator('#fs-schedule .fs-gantt')
      .first()
      .locator('.fs-gantt-bar title')
      .evaluateAll((all) => all.map((each) => each.textContent));

  it('schedules the shown session, beside what really happened', async () => {
    await open(serviceScene);
    assert.equal(await page.locator('.fs-main').isVisible(), false);
    assert.equal(await page.locator('#fs-schedule .fs-gantt').count(), 2);
    assert.equal(await page.locator('[data-algorithm=recorded]').count(), 1);
    assert.ok((await page.locator('[data-table=jobs] tbody tr').count()) > 4);
    await page.screenshot({ path: join(artifactsDir, 'schedule', 'session.png') });
    await page.locator('[data-action=schedule]').click();
    assert.equal(await page.locator('.fs-main').isVisible(), true);
    assert.equal(await page.locator('#fs-schedule').isVisible(), false);
  });

  it('schedules jobs that are typed in', async () => {
    await open(serviceScene);
    await choose('source', 'as typed');
    await fill('jobs', 'A,0,8\nB,0,2\nC,0,4');
    await fill('slices', '3');
    // By hand: A 0–3, B 3–5, C 5–8, A 8–11, C 11–12, A 12–14.
    assert.deepEqual(await bars(), [
      'A: 0–3 ms',
      'B: 3–5 ms',
      'C: 5–8 ms',
      'A: 8–11 ms',
      'C: 11–12 ms',
      'A: 12–14 ms',
    ]);
    assert.deepEqual(await cells('data-job="0"'), ['0', '8', '0', '6', '14', '0']);
    await choose('algorithm', 'First come');
    assert.deepEqual(await bars(), ['A: 0–8 ms', 'B: 8–10 ms', 'C: 10–14 ms']);
    // Waits 0, 8, 10; turnarounds 8, 10, 14.
    assert.deepEqual(await cells('data-algorithm=fcfs'), ['6', '10.667', '6', '2']);
    await fill('cpus', '2');
    assert.deepEqual(await bars(), ['A: 0–8 ms', 'B: 0–2 ms', 'C: 2–6 ms']);
    await page.screenshot({ path: join(artifactsDir, 'schedule', 'jobs.png') });
  });

  it('says what is wrong, and goes on once it is right', async () => {
    await open(serviceScene);
    await choose('source', 'as typed');
    const problem = page.locator('#fs-schedule [role=alert]');
    await fill('jobs', 'A,0,eight');
    await problem.filter({ hasText: 'Line 1 of the jobs: “eight” is no time' }).waitFor();
    await fill('jobs', 'A,0,8');
    await problem.waitFor({ state: 'detached' });
    await fill('cpus', 'many');
    await problem.filter({ hasText: 'CPUs: a whole number' }).waitFor();
    await fill('cpus', '1');
    await fill('slices', '0');
    await problem.filter({ hasText: 'Slices: times in ms above 0' }).waitFor();
  });

  it('shows hostile names as text', async () => {
    await open(hostile);
    await choose('source', 'as typed');
    await fill('jobs', '<img src=x onerror=alert(1)>,0,8\n</svg><script>alert(1)</script>,0,2');
    await page.locator('[data-table=jobs] tbody tr').nth(1).waitFor();
    assert.equal(await page.locator('#fs-schedule img, #fs-schedule script').count(), 0);
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`can be read and used by everybody in ${theme}`, async () => {
      await open(serviceScene, theme);
      await choose('source', 'as typed');
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        const { violations } = await (window as unknown as { axe: typeof axe }).axe.run();
        return violations.map(
          ({ id, nodes }) =>
            `${id}: ${nodes.map((each) => `${each.html} ${each.failureSummary}`).join(' ')}`,
        );
      });
      assert.deepEqual(violations, []);
      await page.screenshot({ path: join(artifactsDir, 'schedule', `jobs-${theme}.png`) });
    });
  }
});

describe('ticks of a Gantt chart', () => {
  it('stand at 1, 2, 5 and their tens', () => {
    assert.deepEqual(
      [0, 1, 2, 3, 7, 11, 30, 90, 1_500].map(niceStep),
      [1, 1, 2, 5, 10, 20, 50, 100, 2_000],
    );
  });
});
