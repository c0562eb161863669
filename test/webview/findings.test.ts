import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Finding } from '../../src/model/findings/finding.ts';
import { reduceSession } from '../../src/model/session-model.ts';
import { type OpenPanel, PanelHarness } from './harness.ts';
import { serviceScene } from './scene.ts';
import { type ThemeName, themes } from './themes.ts';

const model = reduceSession(serviceScene.header, serviceScene.events);
const idOf = (pid: number) => model.processes().find((each) => each.pid === pid)?.id ?? '';

const STUCK: Finding = {
  id: 'join-before-drain 1',
  rule: 'join-before-drain',
  severity: 'error',
  message: 'main waits for worker-1, which cannot end: <b>what</b> it has put is not read.',
  processes: [idOf(41872), idOf(41880)],
  site: { file: '/home/ada/stats/service.py', line: 31 },
  related: [{ site: { file: '/home/ada/stats/service.py', line: 20 }, message: 'started here' }],
  sinceUs: 2_000_000,
  untilUs: null,
  evidence: 'sampled',
};

const PAST: Finding = {
  ...STUCK,
  id: 'long-wait 1',
  rule: 'long-wait',
  severity: 'info',
  message: 'main waited 31 s.',
  processes: [idOf(41872)],
  related: [],
  untilUs: 3_000_000,
};

describe('findings in the panel', function () {
  this.timeout(60_000);
  let harness: PanelHarness;
  let panel: OpenPanel;
  before(async () => {
    harness = await PanelHarness.start();
  });
  after(() => harness.stop());
  afterEach(async () => {
    assert.deepEqual(await panel.problems(), []);
    await panel.page.context().close();
  });

  async function open(theme: ThemeName = 'dark') {
    panel = await harness.open({ theme });
    await panel.show(serviceScene);
    const { showing } = panel;
    await panel.send({ type: 'show-findings', showing, findings: [STUCK, PAST] });
    const items = panel.page.locator('[data-list=findings] > li');
    await items.first().waitFor();
    return items;
  }

  it('are listed with what to do about them, as text', async () => {
    const items = await open();
    assert.equal(await items.count(), 2);
    const text = (await items.first().textContent()) ?? '';
    assert.match(text, /Waits for a process that waits to be read from/);
    assert.match(text, /<b>what<\/b> it has put is not read/);
    assert.match(text, /Read all that the process has put/);
    assert.equal(await items.first().getAttribute('data-over'), 'false');
    assert.equal(await items.nth(1).getAttribute('data-over'), 'true');
  });

  it('lead to their lines and processes', async () => {
    const items = await open();
    await items.first().locator('button', { hasText: 'service.py:31' }).click();
    const { file, line } = { file: '/home/ada/stats/service.py', line: 31 };
    const posted = await panel.posted();
    assert.deepEqual(posted.at(-1), { type: 'open-site', file, line });
    await items.first().locator('button', { hasText: 'worker-1' }).click();
    await panel.page.locator('[role=row][aria-selected=true][data-pid="41880"]').waitFor();
    // Of a process, those that are about it.
    assert.equal(await items.count(), 1);
  });

  it('are counted above, and a click there shows them all', async () => {
    const items = await open();
    await panel.row(41880).click();
    const badge = panel.page.locator('[data-action=findings]');
    assert.match((await badge.textContent()) ?? '', /2 findings/);
    await badge.click();
    await panel.page.waitForFunction(
      () => document.querySelectorAll('[data-list=findings] > li').length === 2,
    );
    assert.equal(await items.count(), 2);
  });

  it('go when they are withdrawn, and with another session', async () => {
    await open();
    await panel.send({ type: 'show-findings', showing: panel.showing, findings: [PAST] });
    const badge = panel.page.locator('[data-action=findings]');
    await badge.getByText('1 finding').waitFor();
    await panel.show(serviceScene);
    await badge.waitFor({ state: 'detached' });
  });

  for (const theme of Object.keys(themes) as ThemeName[]) {
    it(`have no accessibility violations (${theme})`, async () => {
      await open(theme);
      await panel.page.evaluate(axe.source);
      const violations = await panel.page.evaluate(async () => {
        const found = await (window as unknown as { axe: typeof axe }).axe.run();
        return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
      });
      assert.deepEqual(violations, []);
    });
  }
});
