import assert from 'node:assert/strict';
import type { FromPanel } from '../../src/protocol/panel-messages.ts';
import { opened } from './opened.ts';
import { HOSTILE_NAMES, hostile, pool } from './scenarios.ts';
import { serviceScene } from './scene.ts';

describe('what the panel gives away', () => {
  const at = opened();

  const posted = async <T extends FromPanel['type']>(type: T) => {
    await at.page.waitForFunction(
      (wanted) => window.posted.some((each) => each.type === wanted),
      type,
    );
    const all = await at.panel.posted();
    return all.find((each): each is Extract<FromPanel, { type: T }> => each.type === type);
  };
  const take = async (kind: string) => {
    await at.button('export').click();
    await at.button(`export-${kind}`).click();
  };

  it('is the tree as text', async () => {
    await at.show(pool);
    await take('text');
    const lines = (await posted('copy-text'))?.text.trimEnd().split('\n') ?? [];
    assert.equal(lines.length, 3);
    assert.match(lines[0] ?? '', /^pool\.py\s+500\s+0\.00 s\s+running$/);
    assert.match(lines[1] ?? '', /^ {2}logger\s+501\s+0\.05 s\s+blocked: queue$/);
    assert.match(lines[2] ?? '', /^ {2}pool worker × 12\s+1 failed, 7 running/);
  });

  it('is an SVG that a browser reads, with every name as text', async () => {
    await at.show(hostile);
    await take('svg');
    const { kind, data } = (await posted('save-picture')) ?? {};
    assert.equal(kind, 'svg');
    const read = await at.page.evaluate((svg) => {
      const { documentElement: root } = new DOMParser().parseFromString(svg, 'image/svg+xml');
      return {
        name: root.nodeName,
        bars: root.querySelectorAll('rect').length,
        scripts: root.querySelectorAll('script, img').length,
        text: root.textContent ?? '',
      };
    }, data ?? '');
    assert.equal(read.name, 'svg');
    assert.equal(read.scripts, 0);
    assert.ok(read.bars > HOSTILE_NAMES.length, `${read.bars} bars`);
    assert.match(read.text, /<img src=x onerror=/);
  });

  it('is a PNG of all rows', async () => {
    await at.show(serviceScene);
    await take('png');
    const { kind, data } = (await posted('save-picture')) ?? {};
    assert.equal(kind, 'png');
    const png = Buffer.from(data ?? '', 'base64');
    assert.equal(png.subarray(1, 4).toString('latin1'), 'PNG');
    const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
    assert.equal(height, 2 * (38 + 10 * 26 + 6));
    assert.ok(width > 1_000, String(width));
  });

  it('are the user’s choices, which it takes over where it is told of them', async () => {
    await at.show(serviceScene);
    await at.button('columns').click();
    await at.button('column-cpu').click();
    const choices = (await posted('keep-choices'))?.choices as { hiddenColumns: string[] };
    assert.deepEqual(choices.hiddenColumns, ['cpu']);
    await at.show(serviceScene);
    assert.equal(await at.panel.cell(41880, 'cpu').count(), 1);
    await at.panel.send({ type: 'adopt-choices', choices });
    await at.panel.cell(41880, 'cpu').waitFor({ state: 'detached' });
    await at.panel.send({ type: 'adopt-choices', choices: { hiddenColumns: 'nonsense' } });
    await at.panel.cell(41880, 'cpu').waitFor();
  });
}).timeout(60_000);
