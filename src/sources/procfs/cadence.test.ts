import assert from 'node:assert/strict';
import fc from 'fast-check';
import { BUSY_US, nextDelay, nextLook } from './cadence.ts';

const S = 1_000_000;

describe('the cadence of looks', () => {
  it('is quick for a young process, steady for a busy one, slow for one that does nothing', () => {
    assert.equal(nextDelay({ knownForUs: 0, quietForUs: 0 }), 25_000);
    assert.equal(nextDelay({ knownForUs: 10 * S, quietForUs: 0 }), BUSY_US);
    assert.equal(nextDelay({ knownForUs: 10 * S, quietForUs: 2 * S }), S / 2);
    assert.equal(nextDelay({ knownForUs: 99 * S, quietForUs: 60 * S }), S);
  });

  it('looks at what is busy within 100 ms and at everything within a second', () => {
    const us = fc.nat(100 * S);
    fc.assert(
      fc.property(us, us, us, (nowUs, knownForUs, quietForUs) => {
        const delayUs = nextDelay({ knownForUs, quietForUs });
        const next = nextLook(nowUs, delayUs);
        assert.ok(next > nowUs, 'it moves on');
        assert.ok(next - nowUs <= (quietForUs < 400_000 ? BUSY_US : S));
        assert.ok(next - nowUs >= delayUs / 2, 'and not in haste');
      }),
    );
  });

  it('brings looks at many processes together', () => {
    const instants = Array.from({ length: 200 }, (_, i) => nextLook(i * 5_000, S));
    assert.ok(new Set(instants).size <= 6);
  });
});
