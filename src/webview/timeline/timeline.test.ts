import assert from 'node:assert/strict';
import type { StateInterval } from '../../model/intervals.ts';
import type { ProcessView, WaitView } from '../../model/views.ts';
import { activityAt, rowAt } from './hit-test.ts';
import { intervalRuns } from './interval-runs.ts';
import { LabelSpace } from './label-space.ts';
import { HEAD_HEIGHT, ROW_HEIGHT } from './scene.ts';

function interval(startUs: number, endUs: number | null): StateInterval {
  return { startUs, endUs, state: 'running', reason: null, evidence: 'sampled' };
}

describe('intervals to draw', () => {
  const three = [interval(0, 100), interval(100, 200), interval(200, null)];
  const starts = (...range: [number, number, number]) =>
    [...intervalRuns(three, ...range)].map(({ startUs }) => startUs);

  it('are those that reach into the view', () => {
    assert.deepEqual(starts(0, 1_000, 1), [0, 100, 200]);
    assert.deepEqual(starts(120, 150, 1), [100]);
    assert.deepEqual(starts(500, 900, 1), [200]);
    assert.deepEqual(starts(-50, -10, 1), []);
  });

  it('are about one a pixel where many are shorter than that, the last one included', () => {
    const many = Array.from({ length: 100_000 }, (_, i) => interval(i, i + 1));
    const drawn = [...intervalRuns(many, 0, 100_000, 100)];
    assert.ok(drawn.length <= 1_001 && drawn.length >= 900, String(drawn.length));
    assert.ok((drawn.at(-1)?.endUs ?? 0) > 99_800);
  });
});

describe('what lies under the pointer', () => {
  it('is a row, unless it is the axis or below the last row', () => {
    assert.equal(rowAt(HEAD_HEIGHT - 1, 0, 5), undefined);
    assert.equal(rowAt(HEAD_HEIGHT, 0, 5), 0);
    assert.equal(rowAt(HEAD_HEIGHT, 3 * ROW_HEIGHT, 5), 3);
    assert.equal(rowAt(HEAD_HEIGHT + 5 * ROW_HEIGHT, 0, 5), undefined);
  });

  const process = {
    startUs: 0,
    endUs: 300,
    intervals: [interval(0, 100), interval(100, 300)],
  } as unknown as ProcessView;
  const wait = { id: 'w', startUs: 100, endUs: 200 } as WaitView;

  it('is what the process did at that instant', () => {
    const hit = activityAt(process, [wait], [], 150, 0, 300);
    assert.equal(hit?.interval?.startUs, 100);
    assert.deepEqual(hit?.waits, [wait]);
    assert.deepEqual(activityAt(process, [wait], [], 250, 0, 300)?.waits, []);
  });

  it('is found a little beside it too, but not outside the lifetime', () => {
    assert.deepEqual(activityAt(process, [wait], [], 205, 10, 300)?.waits, [wait]);
    assert.equal(activityAt(process, [], [], 305, 10, 300)?.interval?.startUs, 100);
    assert.equal(activityAt(process, [], [], 400, 10, 400), undefined);
    assert.equal(activityAt(process, [], [], -50, 10, 400), undefined);
  });
});

describe('room for labels', () => {
  it('is taken once', () => {
    const space = new LabelSpace();
    assert.equal(space.take('a', 0, 10), true);
    assert.equal(space.take('a', 5, 15), false);
    assert.equal(space.take('a', 10, 15), true);
    assert.equal(space.take('b', 5, 15), true);
    assert.equal(space.free('a', 12), false);
    assert.equal(space.free('a', 15), true);
  });
});
