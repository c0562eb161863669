import assert from 'node:assert/strict';
import { join } from 'node:path';
import { artifactsDir } from '../../scripts/lib/paths.mjs';
import type { SessionEvent } from '../../src/model/process-event.ts';
import { opened } from './opened.ts';
import { tutorial } from './scenarios.ts';
import { us } from './script.ts';

const site = { file: '/home/ada/lesson/daemons.py', line: 30 };
const reported = { source: 'probe', evidence: 'reported' } as const;
const quick = { ...reported, process: { pid: 7101, birth: [us(0.1), 0] as [number, number] } };

const details: SessionEvent[] = [
  {
    type: 'described',
    ...quick,
    tUs: us(0.1),
    api: 'multiprocessing.Process',
    args: "(3, 'rows')",
  },
  {
    type: 'block-began',
    ...quick,
    tUs: us(0.4),
    block: 'b1',
    reason: 'queue',
    object: 'jobs',
    timeoutUs: null,
    site,
  },
  { type: 'block-ended', ...quick, tUs: us(0.8), block: 'b1', outcome: 'ended' },
  {
    type: 'stack',
    ...quick,
    tUs: us(0.5),
    threads: [{ name: 'MainThread', frames: [{ function: 'take_job', site }] }],
  },
];

describe('details of a process', function () {
  this.timeout(60_000);
  const at = opened();
  const withDetails = { ...tutorial, events: [...tutorial.events, ...details] };
  const textOf = async (selector: string) =>
    ((await at.page.locator(selector).textContent()) ?? '').replace(/\s+/g, ' ').trim();

  it('say what started it, with which arguments, what blocked it and where it stood', async () => {
    await at.show(withDetails);
    await at.panel.row(7101).click();
    await at.page.locator('[data-fact=api]').waitFor();
    assert.equal(await textOf('[data-fact=api]'), 'multiprocessing.Process');
    assert.equal(await textOf('[data-fact=args]'), "(3, 'rows')");
    assert.match(await textOf('[data-list=blocks]'), /blocked: queue jobs, 400 ms daemons\.py:30/);
    assert.match(await textOf('[data-list=stack]'), /take_job daemons\.py:30/);
    await at.page.locator('[data-list=stack]').getByRole('button').click();
    const opened = (await at.panel.posted()).filter(({ type }) => type === 'open-site');
    assert.deepEqual(opened, [{ type: 'open-site', ...site }]);
  });

  it('draw the three states, and how often it went from one to another', async () => {
    const seen = (atS: number, state: 'ready' | 'running' | 'blocked'): SessionEvent => ({
      type: 'state',
      tUs: us(atS),
      source: 'procfs',
      evidence: 'sampled',
      process: quick.process,
      state,
      reason: state === 'blocked' ? 'sleep' : null,
    });
    const course = [seen(0.12, 'ready'), seen(0.14, 'running'), seen(0.16, 'ready')];
    course.push(seen(0.18, 'running'), seen(0.2, 'blocked'), seen(0.22, 'running'));
    await at.show({ ...tutorial, events: [...tutorial.events, ...course] });
    await at.panel.row(7101).click();
    const diagram = at.page.locator('.fs-states');
    await diagram.waitFor();
    const label = (await diagram.getAttribute('aria-label')) ?? '';
    assert.match(
      label,
      /ready to running: 2, running to ready: 2, running to blocked: 1, blocked to running: 1/,
    );
    await diagram.scrollIntoViewIfNeeded();
    await at.page.screenshot({ path: join(artifactsDir, 'panel', 'states.png') });
  });

  it('name under the pointer what it was blocked on', async () => {
    await at.show(withDetails);
    const box = await at.page.locator('#timeline').boundingBox();
    assert.ok(box);
    // 0.6 s of 2.61 s; the scale leaves 8 px at the left and 62 px at the right.
    const x = 8 + ((box.width - 70) * 0.6) / 2.61;
    await at.page.mouse.move(box.x + x, box.y + 38 + 26 + 13);
    await at.page.locator('#fs-tooltip', { hasText: 'blocked: queue “jobs”, 400 ms' }).waitFor();
  });

  it('show where events were lost', async () => {
    await at.show(tutorial);
    const picture = () =>
      at.page.locator('#timeline').evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
    const before = await picture();
    const base = { source: 'recorder', evidence: 'reported' } as const;
    await at.panel.more([{ type: 'lost', ...base, tUs: us(1.5), about: 'probe', count: 12 }], null);
    await at.page.getByText('12 events were lost').waitFor();
    assert.notEqual(await picture(), before);
  });
});
