import assert from 'node:assert/strict';
import { opened } from './opened.ts';
import { pool, tutorial } from './scenarios.ts';
import { serviceScene } from './scene.ts';

describe('finding processes', function () {
  this.timeout(60_000);
  const at = opened();
  const selectedPid = (pid: number) =>
    at.page
      .locator(`[role=row][aria-selected=true][data-pid="${pid}"]`)
      .waitFor({ state: 'attached' });

  describe('by search', () => {
    const found = (text: string) => at.page.locator('.fs-count', { hasText: text }).waitFor();
    const search = async (text: string) => {
      await at.page.keyboard.press('/');
      await at.page.keyboard.type(text);
    };

    it('goes from match to match, by name, PID and command', async () => {
      await at.show(serviceScene);
      await search('worker');
      await found('3 found');
      assert.equal(await at.page.locator('[data-match]').count(), 3);
      for (const [key, pid, text] of [
        ['Enter', 41880, '1 of 3'],
        ['Enter', 41881, '2 of 3'],
        ['Shift+Enter', 41880, '1 of 3'],
        ['Shift+Enter', 41882, '3 of 3'],
      ] as const) {
        await at.page.keyboard.press(key);
        await selectedPid(pid);
        await found(text);
      }
      await at.page.keyboard.press('Escape');
      await at.page.locator('[data-match]').first().waitFor({ state: 'detached' });
      await search('out.webm');
      await found('1 found');
      await at.page.keyboard.press('Escape');
      await search('41885');
      await found('1 found');
      await at.page.keyboard.press('Escape');
      await search('no such thing');
      await found('nothing found');
    });

    it('finds what was written, and opens what it is folded into', async () => {
      await at.show(pool);
      assert.equal(await at.panel.row(514).count(), 0);
      await search('item 4 is');
      await found('1 found');
      assert.equal(await at.page.locator('[data-group][data-match]').count(), 1);
      await at.button('next-match').click();
      await selectedPid(514);
    });

    it('does not take the keys of those who type', async () => {
      await at.show(tutorial);
      await search('was');
      const time = await at.page.evaluate(
        () => (window.savedState as { time?: unknown } | null)?.time ?? null,
      );
      assert.equal(time, null, 'nothing was zoomed or moved');
    });
  });

  it('by filter, with those above them', async () => {
    await at.show(serviceScene);
    await at.button('filter').click();
    await at.button('filter-failed').click();
    await at.panel.row(41880).waitFor({ state: 'detached' });
    assert.deepEqual(await at.pids(), ['41872', '41882', '41890']);
    assert.equal(await at.page.locator('[data-context]').count(), 1);
    await at.button('filter-daemon').click();
    await at.panel.row(41885).waitFor();
    await at.page.locator('#timeline').click({ position: { x: 50, y: 300 } });
    await at.page.locator('#fs-popover').waitFor({ state: 'hidden' });
    await at.button('filter').click();
    await at.button('filter-failed').click();
    await at.button('filter-daemon').click();
    await at.panel.row(41880).waitFor();
    await at.page.keyboard.press('Escape');
    await at.page.locator('#fs-popover').waitFor({ state: 'hidden' });
  });

  describe('of one kind', () => {
    const group = () => at.page.locator('[data-group]');

    it('are one row until it is opened', async () => {
      await at.show(pool);
      assert.deepEqual(await at.pids(), ['500', '501', '510']);
      const text = ((await group().textContent()) ?? '').replace(/\s+/g, ' ');
      assert.match(text, /pool worker × 12 1 failed, 7 running, 1 blocked, 3 ended/);
      assert.equal(await group().getAttribute('aria-expanded'), 'false');
      await group().click();
      await at.page.locator('[data-list=members]').getByText('ForkPoolWorker-4').click();
      await selectedPid(513);
      assert.equal(await group().getAttribute('aria-expanded'), 'true');
      await group().locator('.fs-twistie').click();
      await at.panel.row(513).waitFor({ state: 'detached' });
    });

    it('are opened and closed by key', async () => {
      await at.show(pool);
      await group().click();
      await at.page.keyboard.press('ArrowRight');
      await at.panel.row(521).waitFor();
      await at.page.keyboard.press('ArrowRight');
      await at.page.locator('[role=row]:not([data-group])[data-pid="510"]:focus').waitFor();
      await at.page.keyboard.press('ArrowLeft');
      await at.page.keyboard.press('ArrowLeft');
      await at.panel.row(521).waitFor({ state: 'detached' });
    });

    it('are rows of their own for who wants that', async () => {
      await at.show(pool);
      await at.button('columns').click();
      await at.button('grouping').click();
      await at.panel.row(521).waitFor();
      assert.equal(await group().count(), 0);
    });
  });

  describe('in columns', () => {
    it('sorts by any of them, and goes back to the tree', async () => {
      await at.show(serviceScene);
      const sort = (column: string) => at.page.locator(`[data-sort="${column}"]`);
      await sort('pid').click();
      await at.page.locator('[aria-sort=ascending][data-column=pid]').waitFor();
      assert.deepEqual(
        await at.pids(),
        '41872 41880 41881 41882 41884 41885 41890 41901 41902 41903'.split(' '),
      );
      await sort('pid').click();
      await at.page.locator('[aria-sort=descending][data-column=pid]').waitFor();
      assert.equal((await at.pids())[0], '41903');
      await sort('name').click();
      await at.page.locator('[aria-sort=ascending][data-column=name]').waitFor();
      assert.deepEqual((await at.pids()).slice(0, 2), ['41890', '41885']);
      await at.button('columns').click();
      await at.button('tree-order').click();
      await at.page.locator('[aria-sort=ascending]').waitFor({ state: 'detached' });
      assert.equal((await at.pids())[0], '41872');
    });

    it('moves no row under the pointer', async () => {
      await at.show(serviceScene);
      const usage = async (pid: number, cpuPercent: number) => {
        const about = serviceScene.events.find(
          (event) => event.type === 'started' && event.process.pid === pid,
        );
        assert.ok(about?.type === 'started');
        const { process } = about;
        const tUs = serviceScene.nowUs ?? 0;
        const sampled = { source: 'procfs', evidence: 'sampled' } as const;
        const event = { type: 'usage', process, tUs, ...sampled, cpuPercent, rssBytes: 1 } as const;
        await at.panel.more([event], serviceScene.nowUs);
        await at.panel.cell(pid, 'cpu').getByText(String(cpuPercent)).waitFor();
      };
      await usage(41880, 900);
      await at.page.locator('[data-sort="cpu"]').click();
      await at.page.locator('[data-sort="cpu"]').click();
      await at.page.locator('[aria-sort=descending][data-column=cpu]').waitFor();
      assert.equal((await at.pids())[0], '41880');
      await at.panel.row(41880).hover();
      await usage(41884, 950);
      assert.equal((await at.pids())[0], '41880');
      await at.page.mouse.move(5, 5);
      await at.page.locator('[role=row][data-pid="41884"][aria-rowindex="2"]').waitFor();
      assert.equal((await at.pids())[0], '41884');
    });

    it('shows those that are chosen, also after a reload', async () => {
      await at.show(serviceScene);
      await at.button('columns').click();
      await at.button('column-ppid').click();
      await at.panel.cell(41880, 'ppid').waitFor({ state: 'detached' });
      await at.page.waitForFunction(() =>
        (window.savedState as { hiddenColumns?: string[] } | null)?.hiddenColumns?.includes('ppid'),
      );
      await at.page.reload();
      await at.panel.show(serviceScene);
      assert.equal(await at.panel.cell(41880, 'ppid').count(), 0);
      assert.equal(await at.panel.cell(41880, 'pid').count(), 1);
    });
  });
});
