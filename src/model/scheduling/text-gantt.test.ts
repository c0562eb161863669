import assert from 'node:assert/strict';
import { ganttRow, markOf } from './text-gantt.ts';

describe('a chart in characters', () => {
  it('shows in each column who has most of it, and idle where nobody is', () => {
    const bars = [
      { mark: 'A', startUs: 0, endUs: 25 },
      { mark: 'B', startUs: 25, endUs: 40 },
      { mark: 'A', startUs: 60, endUs: 61 },
    ];
    assert.equal(ganttRow(bars, 0, 100, 10), 'AAAB··A···');
    assert.equal(ganttRow([], 0, 0, 3), '···');
  });

  it('has a mark for every job', () => {
    assert.deepEqual([markOf(0), markOf(26), markOf(61), markOf(62)], ['A', 'a', '9', 'A']);
  });
});
