import assert from 'node:assert/strict';
import { opened } from './opened.ts';
import { manyProcesses, tutorial } from './scenarios.ts';
import { serviceScene } from './scene.ts';

describe('the time machine', function () {
  this.timeout(60_000);
  const at = opened();

  const instant = async () =>
    Number.parseFloat((await at.page.locator('.fs-instant').textContent()) ?? '');
  const shows = (text: string) =>
    at.page.locator('.fs-instant', { hasText: new RegExp(`^${text}$`) }).waitFor();
  const slider = () => at.page.locator('#fs-scrubber');
  /** Clicks the overview at a share of its width. */
  const scrub = async (share: number) => {
    const box = await slider().boundingBox();
    assert.ok(box);
    await at.page.mouse.click(box.x + box.width * share, box.y + 10);
  };
  const isLive = (pressed: 'true' | 'false') =>
    at.page
      .locator(`[data-action=live]`)
      .getByRole('switch', { checked: pressed === 'true' })
      .waitFor();

  it('keeps the scrubber where it is, however long the name of the instant', async () => {
    // More than a minute: `1 min 05 s` is longer than `59.00 s`, and longer still in bold letters.
    await at.show(manyProcesses(110));
    const before = await slider().boundingBox();
    for (const share of [0.98, 0.1]) {
      await scrub(share);
      await at.page.locator('.fs-instant[data-past=yes]').waitFor();
      assert.deepEqual(await slider().boundingBox(), before);
    }
    await at.page.locator('[data-action=live]').click();
  });

  it('shows tree, states, waits and output as they were', async () => {
    await at.show(tutorial);
    assert.equal(await at.text(7100, 'status'), 'ended 0');
    // The session is 2.61 s long: 0.5 s after its start.
    await scrub(0.5 / 2.61);
    await at.panel.row(7100).filter({ hasText: 'waits for Process-1' }).waitFor();
    assert.equal(await at.text(7101, 'status'), 'running');
    assert.equal(await at.text(7102, 'status'), 'sleeping');
    assert.equal(await at.text(7101, 'end'), '–');
    await at.panel.row(7101).click();
    await at.page.locator('[data-list=waited-by]', { hasText: 'so far' }).waitFor();
    await at.page.locator('[data-list=output]', { hasText: 'quick works' }).waitFor();
    // Before that line was written, and before two of the children were there.
    await scrub(0.11 / 2.61);
    await at.panel.row(7103).waitFor({ state: 'detached' });
    assert.deepEqual(await at.pids(), ['7100', '7101']);
    assert.equal(await at.page.locator('[data-list=output]').count(), 0);
    await at.button('live').click();
    await at.panel.row(7103).waitFor();
    assert.equal(await at.text(7100, 'status'), 'ended 0');
  });

  it('steps from event to event', async () => {
    await at.show(tutorial);
    await at.button('to-start').click();
    for (const next of ['0.00 s', '0.10 s', '0.12 s', '0.14 s', '0.15 s']) {
      await shows(next);
      await at.page.keyboard.press('.');
    }
    await shows('0.20 s');
    await at.button('step-back').click();
    await shows('0.15 s');
    await at.button('step-forward').click();
    await shows('0.20 s');
  });

  it('plays, as fast as one likes, and ends at the present', async () => {
    await at.show(tutorial);
    await at.button('to-start').click();
    await at.button('play').click();
    await at.page.waitForFunction(
      () => Number.parseFloat(document.querySelector('.fs-instant')?.textContent ?? '') > 0.2,
    );
    await at.button('play').click();
    const paused = await instant();
    assert.ok(paused < 2.6, String(paused));
    await at.button('speed').click();
    await at.page.getByRole('option', { name: '×100' }).click();
    await at.button('play').click();
    await isLive('true');
    assert.equal(await at.text(7100, 'status'), 'ended 0');
  });

  it('lets a live session go on underneath, and leads back to it', async () => {
    await at.show(serviceScene);
    await isLive('true');
    await scrub(0.1);
    await isLive('false');
    const before = await instant();
    assert.ok(before < 2, String(before));
    const process = { pid: 41999, birth: [8_300_000, 0] as [number, number] };
    const base = { source: 'kernel', evidence: 'kernel', process } as const;
    await at.panel.more([{ type: 'started', ...base, tUs: 8_300_000, ppid: 41872 }], 8_400_000);
    await at.panel.untilDrawn(serviceScene.events.length + 1);
    assert.equal(await instant(), before);
    assert.equal(await at.panel.row(41999).count(), 0);
    await at.button('live').click();
    await at.panel.row(41999).waitFor();
    await isLive('true');
  });

  /** How far bars go, from 0 to 1: seen on a line right above their feet, above the lower edge. */
  const bars = async () => {
    const box = await at.page.locator('#overview').boundingBox();
    assert.ok(box);
    const width = Math.round(box.width);
    const part = { x: 0, y: Math.round(box.height) - 12, width, height: 1 };
    const line = await at.panel.opacities('#overview', part);
    return line.findLastIndex((opacity) => opacity > 0) / width;
  };

  it('counts who was alive to the end of a trace, whenever the last of it is read', async () => {
    await at.show(tutorial);
    const process = { pid: 7199, birth: [2_700_000, 0] as [number, number] };
    const base = { source: 'kernel', evidence: 'kernel', process } as const;
    await at.panel.more([{ type: 'started', ...base, tUs: 2_700_000, ppid: 7100 }]);
    await at.panel.untilDrawn(tutorial.events.length + 1);
    // Right after what came before was counted, and as nothing more comes.
    await at.panel.more([{ type: 'ended', ...base, tUs: 10_000_000, exit: { code: 0 } }]);
    await at.panel.untilDrawn(tutorial.events.length + 2);
    while ((await bars()) < 0.97) await at.page.waitForTimeout(50);
  });

  it('counts who is alive up to now, also while nothing happens', async () => {
    await at.show(serviceScene);
    // Three times as long, and no event; the instant's name is as long as before.
    for (const minutes of [1, 3]) {
      await at.panel.more([], minutes * 60_000_000);
      await at.page.locator('.fs-instant', { hasText: `${minutes} min` }).waitFor();
      while ((await bars()) < 0.97) await at.page.waitForTimeout(50);
    }
  });

  it('is a slider for the keyboard and for those who do not see it', async () => {
    await at.show(tutorial);
    const says = (text: string) =>
      at.page.locator(`#fs-scrubber[aria-valuetext="${text}"]`).waitFor();
    await slider().focus();
    await at.page.keyboard.press('Home');
    await says('0.00 s');
    await at.page.keyboard.press('PageUp');
    await says('0.26 s');
    await at.page.keyboard.press('ArrowRight');
    await says('0.29 s');
    await at.page.keyboard.press('End');
    await says('2.61 s');
    await isLive('true');
  });

  it('follows a drag along the axis', async () => {
    await at.show(tutorial);
    const box = await at.page.locator('#timeline').boundingBox();
    assert.ok(box);
    await at.page.mouse.move(box.x + 100, box.y + 10);
    await at.page.mouse.down();
    await isLive('false');
    const first = await instant();
    await at.page.mouse.move(box.x + 300, box.y + 10, { steps: 3 });
    await at.page.mouse.up();
    await at.page.waitForFunction(
      (least) =>
        Number.parseFloat(document.querySelector('.fs-instant')?.textContent ?? '') > least,
      first + 0.5,
    );
    await at.page.keyboard.press('Escape');
    await isLive('true');
  });

  it('moves what the timeline shows with the strip below', async () => {
    await at.show(tutorial);
    await at.panel.row(7100).focus();
    for (let i = 0; i < 4; i += 1) await at.page.keyboard.press('w');
    const box = await slider().boundingBox();
    assert.ok(box);
    await at.page.mouse.click(box.x + box.width * 0.2, box.y + box.height - 3);
    await at.page.waitForFunction(() => {
      const saved = window.savedState as { time?: { endUs: number | null } } | null;
      return (saved?.time?.endUs ?? Number.POSITIVE_INFINITY) < 1_000_000;
    });
    await isLive('true');
  });
});
