import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CpuShare } from './cpu-shares.ts';
import { type StateInterval, stateTotals } from './intervals.ts';

function interval(
  state: StateInterval['state'],
  startUs: number,
  endUs: number | null,
  evidence: StateInterval['evidence'] = 'sampled',
): StateInterval {
  return { state, reason: null, startUs, endUs, evidence };
}

function share(sinceUs: number, untilUs: number, runningUs: number, readyUs: number): CpuShare {
  return { sinceUs, untilUs, runningUs, readyUs };
}

describe('stateTotals with counted shares', () => {
  it('believes the count rather than the samples', () => {
    const seen = [interval('running', 0, 1_000)];
    assert.deepEqual(stateTotals(seen, 1_000, [share(0, 1_000, 600, 300)]), {
      running: 600,
      ready: 300,
      blocked: 100,
    });
  });

  it('gives the rest to what was seen beside, and leaves other times alone', () => {
    const seen = [
      interval('blocked', 0, 400),
      interval('stopped', 400, 800),
      interval('running', 800, 2_000),
    ];
    assert.deepEqual(stateTotals(seen, 2_000, [share(0, 1_000, 100, 100)]), {
      blocked: 400,
      stopped: 400,
      running: 1_100,
      ready: 100,
    });
  });

  it('does not touch a wait that was reported', () => {
    const seen = [interval('blocked', 0, 900, 'reported'), interval('running', 900, 1_000)];
    const totals = stateTotals(seen, 1_000, [share(0, 1_000, 300, 300)]);
    assert.deepEqual(totals, { blocked: 900, running: 100, ready: 0 });
  });

  it('counts a part of a span up to the horizon', () => {
    const seen = [interval('running', 0, null)];
    const totals = stateTotals(seen, 500, [share(0, 1_000, 500, 500)]);
    assert.deepEqual(totals, { running: 250, ready: 250, blocked: 0 });
  });

  it('keeps the sum, and every total above zero, whatever is claimed', () => {
    const states = fc.constantFrom('running', 'ready', 'blocked', 'stopped', 'unknown');
    const evidence = fc.constantFrom('sampled', 'reported', 'inferred');
    const parts = fc.array(fc.tuple(states, fc.integer({ min: 1, max: 5_000 }), evidence));
    const times = fc.integer({ min: -1_000, max: 20_000 });
    const claims = fc.array(fc.tuple(times, fc.nat(5_000), fc.nat(9_000), fc.nat(9_000)));
    fc.assert(
      fc.property(parts, claims, fc.nat(20_000), (seen, claimed, horizonUs) => {
        let atUs = 0;
        const intervals = seen.map(([state, lasts, how]) => {
          const startUs = atUs;
          atUs += lasts;
          return interval(state, startUs, atUs, how as StateInterval['evidence']);
        });
        const shares = claimed.map(([sinceUs, lasts, ran, waited]) =>
          share(sinceUs, sinceUs + lasts, ran, waited),
        );
        const sum = (totals: ReturnType<typeof stateTotals>) =>
          Object.values(totals).reduce((a, b) => a + b, 0);
        const counted = stateTotals(intervals, Math.max(atUs, horizonUs), shares);
        assert.equal(sum(counted), atUs);
        for (const us of Object.values(counted)) assert.ok(us >= 0 && Number.isInteger(us));
        const reversed = stateTotals(intervals, Math.max(atUs, horizonUs), [...shares].reverse());
        assert.equal(sum(reversed), atUs);
      }),
    );
  });
});
