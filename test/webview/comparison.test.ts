/** Two sessions beside each other. */
import assert from 'node:assert/strict';
import type { OpenPanel } from './harness.ts';
import { opened } from './opened.ts';
import { tutorial } from './scenarios.ts';
import type { SessionScript } from './script.ts';

/** The tutorial again, some of it gone otherwise: one child is missing, one fails, one is new. */
function otherRun(): SessionScript {
  const slow = tutorial.events.filter(
    (event) => !('process' in event) || event.process.pid !== 7101,
  );
  const events = slow.map((event) => {
    if (event.type === 'ended' && event.process.pid === 7102) {
      return { ...event, exit: { code: 3 } };
    }
    return event;
  });
  return { ...tutorial, title: 'other', header: { ...tutorial.header, id: 'other' }, events };
}

async function showBoth(panel: OpenPanel, a: SessionScript, b: SessionScript): Promise<void> {
  await panel.send({ type: 'show-comparison', a: 1, b: 2, state: null });
  await panel.show(a);
  await panel.show(b);
}

describe('the comparison of two sessions', () => {
  const at = opened();
  const row = (name: string) => at.page.locator('[role=row][data-process-id]', { hasText: name });
  const differences = () =>
    at.page
      .locator('[role=row][data-process-id]')
      .evaluateAll((rows) =>
        rows.map((each) => [
          each.querySelector('.fs-name')?.textContent ?? '',
          each.getAttribute('data-differences') ?? '',
        ]),
      );

  beforeEach(async () => {
    await at.open({ page: 'comparison', width: 1590, height: 420 });
    await showBoth(at.panel, tutorial, otherRun());
    await row('Process-2').waitFor();
  });

  it('has a row for each pair, and says what differs', async () => {
    assert.deepEqual(await differences(), [
      ['daemons.py', ''],
      ['Process-1', 'lost'],
      ['Process-2', 'exit-changed'],
      ['heartbeat', ''],
    ]);
    await row('Process-2').getByText('exit 0 → 3').waitFor();
    await at.page.getByText('2 of 4 differ').waitFor();
  });

  it('shows only what differs when asked to', async () => {
    await at.button('only-differences').click();
    await row('heartbeat').waitFor({ state: 'detached' });
    assert.equal(await row('daemons.py').count(), 1);
  });

  it('is moved about by keys, and leads to the line and to both timelines', async () => {
    await row('daemons.py').click();
    await at.page.keyboard.press('ArrowDown');
    await at.page.keyboard.press('ArrowDown');
    await at.page.locator('[aria-selected=true]:focus', { hasText: 'Process-2' }).waitFor();
    await at.page.keyboard.press('Enter');
    await at.page.getByText('A: PID 7102').waitFor();
    await at.button('show-b').click();
    const posted = (await at.panel.posted()).slice(-2);
    assert.deepEqual(
      posted.map(({ type }) => type),
      ['open-site', 'show-process'],
    );
    assert.ok(posted[1]?.type === 'show-process' && posted[1].showing === 2);
  });

  it('draws both sessions on the same rows', async () => {
    const drawn = await at.page.evaluate(() =>
      ['a', 'b'].map((side) => {
        const canvas = document.querySelector<HTMLCanvasElement>(`canvas[data-side="${side}"]`);
        const data = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
        if (!canvas || !data) throw new Error('no canvas');
        const ratio = window.devicePixelRatio;
        // Through the middle of each bar: 38 px of head, rows of 26 px. A lone arrow is no bar.
        return [0, 1, 2, 3].map((index) => {
          const y = Math.round((38 + 26 * index + 13) * ratio);
          const line = data.subarray(4 * y * canvas.width, 4 * (y + 1) * canvas.width);
          return line.filter((value, i) => i % 4 === 3 && value > 200).length > 50;
        });
      }),
    );
    assert.deepEqual(drawn, [
      [true, true, true, true],
      [true, false, true, true],
    ]);
  });
});
