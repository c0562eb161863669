import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StateInterval } from './intervals.ts';
import type { ProcessState } from './process-event.ts';
import { transitionsOf } from './transitions.ts';

/** Intervals of 10 µs each, one behind the other. */
function course(...states: ProcessState[]): StateInterval[] {
  return states.map((state, i) => ({
    state,
    reason: null,
    startUs: 10 * i,
    endUs: 10 * (i + 1),
    evidence: 'sampled',
  }));
}

describe('transitionsOf', () => {
  it('counts each way from state to state', () => {
    const seen = course('ready', 'running', 'blocked', 'ready', 'running', 'ready', 'running');
    assert.deepEqual(transitionsOf(seen), [
      { from: 'ready', to: 'running', count: 3 },
      { from: 'running', to: 'ready', count: 1 },
      { from: 'running', to: 'blocked', count: 1 },
      { from: 'blocked', to: 'ready', count: 1 },
    ]);
  });

  it('does not count across what is unknown, nor a change of the reason', () => {
    assert.deepEqual(transitionsOf(course('running', 'unknown', 'blocked', 'blocked')), []);
    const [a, b] = [course('running'), course('blocked')];
    assert.deepEqual(transitionsOf([...a, ...b]), [], 'they do not follow each other');
  });

  it('is balanced: of the ways into a state and out of it, there is at most one more', () => {
    const state = fc.constantFrom<ProcessState[]>('ready', 'running', 'blocked');
    fc.assert(
      fc.property(fc.array(state, { maxLength: 60 }), (states) => {
        const all = transitionsOf(course(...states));
        for (const each of ['ready', 'running', 'blocked']) {
          const sum = (counted: typeof all) => counted.reduce((n, { count }) => n + count, 0);
          const into = sum(all.filter(({ to }) => to === each));
          const out = sum(all.filter(({ from }) => from === each));
          assert.ok(Math.abs(into - out) <= 1);
        }
      }),
    );
  });
});
