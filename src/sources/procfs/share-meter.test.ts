import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ShareMeter, type ThreadReadings } from './share-meter.ts';

/** One thread's counters, in ms. */
function reading(runMs: number, readyMs: number, thread = 1): ThreadReadings {
  return new Map([[thread, { runNs: runMs * 1e6, readyNs: readyMs * 1e6, turns: 1 }]]);
}

describe('ShareMeter', () => {
  it('counts from birth on, a span a second', () => {
    const meter = ShareMeter.fromBirth(1_000);
    assert.deepEqual(meter.add(reading(400, 200)), { runningUs: 400_000, readyUs: 200_000 });
    assert.equal(meter.take(700_000), undefined, 'not yet');
    meter.add(reading(600, 350));
    assert.deepEqual(meter.take(1_001_000), {
      sinceUs: 1_000,
      runningUs: 600_000,
      readyUs: 350_000,
    });
    meter.add(reading(650, 350));
    assert.deepEqual(meter.take(1_101_000, true), {
      sinceUs: 1_001_000,
      runningUs: 50_000,
      readyUs: 0,
    });
  });

  it('leaves out what an older process had counted before', () => {
    const meter = ShareMeter.fromNow(0);
    assert.deepEqual(meter.add(reading(9_000, 9_000)), { runningUs: 0, readyUs: 0 });
    assert.deepEqual(meter.add(reading(9_100, 9_000)), { runningUs: 100_000, readyUs: 0 });
  });

  it('says nothing of a quiet span', () => {
    const meter = ShareMeter.fromBirth(0);
    meter.add(reading(1, 0));
    assert.equal(meter.take(2_000_000), undefined);
    meter.add(reading(501, 0));
    assert.equal(meter.take(3_000_000)?.sinceUs, 2_000_000);
  });

  it('follows threads that come and go', () => {
    const meter = ShareMeter.fromBirth(0);
    meter.add(new Map([...reading(100, 0), ...reading(300, 0, 2)]));
    assert.deepEqual(meter.add(reading(150, 0)), { runningUs: 50_000, readyUs: 0 });
    assert.deepEqual(meter.add(new Map([...reading(150, 0), ...reading(7, 0, 3)])), {
      runningUs: 7_000,
      readyUs: 0,
    });
  });

  it('never gives more than a span, whatever is counted', () => {
    const steps = fc.array(fc.tuple(fc.nat(2_000), fc.nat(2_000), fc.nat(2_000)));
    fc.assert(
      fc.property(steps, (looks) => {
        const meter = ShareMeter.fromBirth(0);
        let [nowUs, runMs, readyMs] = [0, 0, 0];
        for (const [elapsedMs, ranMs, waitedMs] of looks) {
          nowUs += elapsedMs * 1_000;
          runMs += ranMs;
          readyMs += waitedMs;
          meter.add(reading(runMs, readyMs));
          const share = meter.take(nowUs);
          if (share === undefined) continue;
          assert.ok(share.runningUs >= 0 && share.readyUs >= 0);
          assert.ok(share.runningUs + share.readyUs <= nowUs - share.sinceUs);
        }
      }),
    );
  });
});
