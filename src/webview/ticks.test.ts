import assert from 'node:assert/strict';
import { ticks, tickText } from './ticks.ts';

describe('time axis', () => {
  it('stands on round instants, far enough apart', () => {
    assert.deepEqual(
      ticks(0, 3_200_000, 700_000).map(({ us, text }) => [us, text]),
      [
        [0, '0 s'],
        [1_000_000, '1 s'],
        [2_000_000, '2 s'],
        [3_000_000, '3 s'],
      ],
    );
    assert.deepEqual(
      ticks(-1_200_000, 400_000, 300_000).map(({ text }) => text),
      ['−1.0 s', '−0.5 s', '0.0 s'],
    );
  });

  it('has neighbours that read differently, whatever the distance', () => {
    for (let step = 1; step < 100_000_000_000; step *= 3) {
      const texts = ticks(12_345_678, 12_345_678 + step * 8, step).map(({ text }) => text);
      assert.equal(new Set(texts).size, texts.length, texts.join(' '));
      assert.ok(texts.length <= 10, texts.join(' '));
    }
  });

  it('counts minutes and hours', () => {
    assert.equal(tickText(80_000_000, 10_000_000), '1:20');
    assert.equal(tickText(3_605_000_000, 1_000_000), '1:00:05');
    assert.equal(tickText(60_500_000, 500_000), '1:00.5');
    assert.equal(tickText(-80_000_000, 10_000_000), '−1:20');
  });
});
