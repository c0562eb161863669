import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StateSample } from './facts.ts';
import { type BlockedSpan, stateIntervals, stateTotals } from './intervals.ts';

const sampled = { evidence: 'sampled', source: 'procfs', reason: null } as const;

function sample(tUs: number, state: StateSample['state']): StateSample {
  return { tUs, state, ...sampled };
}

function join(startUs: number, endUs: number | null): BlockedSpan {
  return { startUs, endUs, reason: 'join', evidence: 'reported' };
}

function brief(intervals: ReturnType<typeof stateIntervals>): string {
  return intervals
    .map(({ state, startUs, endUs }) => `${startUs}-${endUs ?? ''} ${state}`)
    .join(', ');
}

describe('stateIntervals', () => {
  it('is unknown until somebody says something', () => {
    const life = { startUs: 0, endUs: null, reapedUs: null };
    assert.equal(brief(stateIntervals(life, [], [])), '0- unknown');
    assert.equal(
      brief(stateIntervals(life, [sample(5, 'running')], [])),
      '0-5 unknown, 5- running',
    );
  });

  it('believes a wait rather than a sample of the same time', () => {
    const life = { startUs: 0, endUs: 100, reapedUs: null };
    const samples = [sample(1, 'running'), sample(20, 'blocked'), sample(60, 'running')];
    assert.equal(
      brief(stateIntervals(life, samples, [join(10, 50)])),
      '0-1 unknown, 1-10 running, 10-50 blocked, 50-60 blocked, 60-100 running',
    );
  });

  it('calls a process that may go on meanwhile blocked only while it is seen idle', () => {
    const life = { startUs: 0, endUs: 100, reapedUs: null };
    const loop = (tUs: number, reason: StateSample['reason']): StateSample => {
      return { ...sample(tUs, 'blocked'), reason };
    };
    const samples = [sample(0, 'running'), loop(30, 'event-loop'), loop(60, 'disk')];
    const awaits: BlockedSpan = { ...join(10, 80), reason: 'exit-event', whenIdle: true };
    const reasons = (waits: readonly BlockedSpan[]) =>
      stateIntervals(life, samples, waits).map(
        ({ startUs, endUs, state, reason }) => `${startUs}-${endUs} ${reason ?? state}`,
      );
    assert.deepEqual(reasons([awaits]), ['0-30 running', '30-60 exit-event', '60-100 disk']);
    assert.deepEqual(reasons([awaits, join(5, 40)]), [
      '0-5 running',
      '5-40 join',
      '40-60 exit-event',
      '60-100 disk',
    ]);
    assert.deepEqual(
      stateIntervals(life, [], [awaits]).map(({ state }) => state),
      ['unknown'],
    );
  });

  it('is a zombie from the end until it is reaped, where one was seen', () => {
    const samples = [sample(0, 'running'), sample(70, 'zombie')];
    const life = { startUs: 0, endUs: 50, reapedUs: 90 };
    assert.equal(brief(stateIntervals(life, samples, [])), '0-50 running, 50-90 zombie');
    assert.equal(
      brief(stateIntervals({ ...life, reapedUs: null }, samples, [])),
      '0-50 running, 50- zombie',
    );
    assert.equal(brief(stateIntervals(life, [sample(0, 'running')], [])), '0-50 running');
  });

  it('covers the life without gap or overlap, whatever was seen', () => {
    const times = fc.integer({ min: -10, max: 120 });
    const samples = fc.array(fc.tuple(times, fc.constantFrom('running', 'blocked', 'stopped')));
    const waits = fc.array(fc.tuple(times, fc.option(fc.integer({ min: 0, max: 60 }))));
    fc.assert(
      fc.property(
        samples,
        waits,
        fc.option(fc.integer({ min: 0, max: 110 })),
        (seen, spans, endUs) => {
          const intervals = stateIntervals(
            { startUs: 0, endUs, reapedUs: null },
            seen.map(([tUs, state]) => sample(tUs, state)),
            spans.map(([startUs, lasts]) => join(startUs, lasts === null ? null : startUs + lasts)),
          );
          if (endUs === 0) {
            assert.deepEqual(intervals, []);
            return;
          }
          assert.equal(intervals[0]?.startUs, 0);
          assert.equal(intervals.at(-1)?.endUs, endUs);
          intervals.forEach((interval, i) => {
            const next = intervals[i + 1];
            if (next !== undefined) assert.equal(interval.endUs, next.startUs);
            if (interval.endUs !== null) assert.ok(interval.endUs > interval.startUs);
          });
          const horizon = endUs ?? 200;
          const total = Object.values(stateTotals(intervals, horizon)).reduce((a, b) => a + b, 0);
          assert.equal(total, horizon);
        },
      ),
    );
  });
});
