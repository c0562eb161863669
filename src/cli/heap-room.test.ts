import assert from 'node:assert/strict';
import { heapFor } from './heap-room.ts';

const GB = 2 ** 30;

describe('room for a trace', () => {
  it('is there for all but the largest', () => {
    assert.equal(heapFor(0, 4 * GB, 16 * GB), undefined);
    assert.equal(heapFor(0.4 * GB, 4 * GB, 16 * GB), undefined);
  });

  it('grows with the trace, as far as the machine has memory', () => {
    assert.equal(heapFor(1 * GB, 4 * GB, 16 * GB), 8 * GB);
    assert.equal(heapFor(9 * GB, 4 * GB, 16 * GB), 12 * GB);
    assert.equal(heapFor(9 * GB, 4 * GB, 5 * GB), undefined);
  });
});
