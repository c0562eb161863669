import assert from 'node:assert/strict';
import fc from 'fast-check';
import { header, interleave, worlds } from '../../test/support/world.ts';
import { nextInstant, previousInstant } from './instants.ts';
import { reduceSession } from './session-model.ts';

describe('the instants of a session', () => {
  it('are the same forwards and backwards, and lead past every start, end and wait', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const model = reduceSession(header, interleave(world.streams, [0]));
        const forwards: number[] = [];
        for (let at = nextInstant(model, -1); at !== null; at = nextInstant(model, at)) {
          forwards.push(at);
        }
        const backwards: number[] = [];
        for (let at = previousInstant(model, 1e12); at !== null; at = previousInstant(model, at)) {
          backwards.push(at);
        }
        assert.deepEqual(backwards.reverse(), forwards);
        const met = new Set(forwards);
        for (const { startUs, endUs } of model.processes()) {
          assert.ok(met.has(startUs) && (endUs === null || met.has(endUs)));
        }
        for (const { startUs, endUs } of model.waits()) {
          assert.ok(met.has(startUs) && (endUs === null || met.has(endUs)));
        }
      }),
      { numRuns: 40 },
    );
  });

  it('are none in a session without events', () => {
    assert.equal(nextInstant(reduceSession(header, []), 0), null);
    assert.equal(previousInstant(reduceSession(header, []), 0), null);
  });
});
