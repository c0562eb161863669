import assert from 'node:assert/strict';
import {
  following,
  isWhole,
  panned,
  rangeOf,
  timeBounds,
  timeScale,
  viewOf,
  WHOLE,
  zoomed,
} from './time-scale.ts';

const bounds = timeBounds(0, 10_000_000);

describe('time shown', () => {
  it('is the whole session at first, and grows with it', () => {
    assert.deepEqual(rangeOf(WHOLE, bounds), { startUs: 0, endUs: 10_000_000 });
    assert.deepEqual(rangeOf(WHOLE, timeBounds(0, 12_000_000)), { startUs: 0, endUs: 12_000_000 });
  });

  it('shows a session of no length yet', () => {
    const { startUs, endUs } = rangeOf(WHOLE, timeBounds(0, 0));
    assert.ok(endUs > startUs);
  });

  it('does not squeeze an attached session for a process that began long before', () => {
    const attached = timeBounds(-3_600_000_000, 5_000_000);
    assert.deepEqual(rangeOf(WHOLE, attached), { startUs: 0, endUs: 5_000_000 });
    assert.deepEqual(rangeOf(WHOLE, timeBounds(-20_000, 5_000_000)).startUs, -20_000);
  });

  it('keeps its right edge at now when it is zoomed while it follows', () => {
    const view = zoomed(WHOLE, bounds, 2);
    assert.deepEqual(view, { spanUs: 5_000_000, endUs: null });
    assert.deepEqual(rangeOf(view, timeBounds(0, 11_000_000)), {
      startUs: 6_000_000,
      endUs: 11_000_000,
    });
    assert.ok(isWhole(zoomed(view, bounds, 1 / 2)));
  });

  it('zooms around the middle when it does not follow', () => {
    const view = zoomed({ spanUs: 4_000_000, endUs: 8_000_000 }, bounds, 2);
    assert.deepEqual(rangeOf(view, bounds), { startUs: 5_000_000, endUs: 7_000_000 });
  });

  it('stops following when it is panned, and stays within the session', () => {
    const view = panned({ spanUs: 5_000_000, endUs: null }, bounds, -0.5);
    assert.deepEqual(view, { spanUs: 5_000_000, endUs: 7_500_000 });
    assert.deepEqual(rangeOf(panned(view, bounds, -9), bounds), { startUs: 0, endUs: 5_000_000 });
    assert.deepEqual(rangeOf(panned(view, bounds, 9), bounds).endUs, 10_000_000);
    assert.deepEqual(panned(WHOLE, bounds, 0.5), WHOLE);
  });

  it('stays as it is when follow is switched off, and goes on from there when on', () => {
    const frozen = following(WHOLE, bounds, false);
    assert.deepEqual(frozen, { spanUs: 10_000_000, endUs: 10_000_000 });
    assert.deepEqual(following(frozen, timeBounds(0, 12_000_000), true), {
      spanUs: 10_000_000,
      endUs: null,
    });
  });

  it('is never shorter than can be told apart nor longer than the session', () => {
    const close = viewOf({ startUs: 5_000_000, endUs: 5_000_001 }, bounds);
    const { startUs, endUs } = rangeOf(close, bounds);
    assert.ok(endUs - startUs >= 100);
    assert.ok(isWhole(viewOf({ startUs: -50_000_000, endUs: 70_000_000 }, bounds)));
  });
});

describe('time scale', () => {
  it('leaves room for exit marks, and less while now is at the edge', () => {
    const range = { startUs: 0, endUs: 1_000 };
    assert.equal(timeScale(range, 500, false)(0), 8);
    assert.ok(timeScale(range, 500, false)(1_000) <= 440);
    assert.ok(timeScale(range, 500, true)(1_000) > 470);
  });

  it('survives a timeline of no width', () => {
    assert.ok(Number.isFinite(timeScale({ startUs: 0, endUs: 1_000 }, 0, false)(500)));
  });
});
