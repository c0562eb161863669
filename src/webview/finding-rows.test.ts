import assert from 'node:assert/strict';
import { header } from '../../test/support/world.ts';
import type { SessionEvent } from '../model/process-event.ts';
import { reduceSession } from '../model/session-model.ts';
import { passes } from './row-filter.ts';
import { inColumnOrder, nextOrder } from './row-sort.ts';
import { parseChoices } from './saved-state.ts';
import { matchesOf, neighbourMatch } from './search.ts';

function processes(...named: readonly (readonly [pid: number, name: string, endUs?: number])[]) {
  return reduceSession(
    header,
    named.flatMap(([pid, name, endUs]): SessionEvent[] => {
      const base = {
        process: { pid, birth: [pid, 0] as [number, number] },
        source: 'probe',
        evidence: 'reported',
      } as const;
      const events: SessionEvent[] = [
        { type: 'described', ...base, tUs: pid, name, daemon: pid % 2 === 0 },
        { type: 'exec', ...base, tUs: pid, argv: ['python3', `${name}.py`] },
        { type: 'output', ...base, tUs: pid + 1, stream: 'stdout', text: `Hello of ${pid}` },
      ];
      if (endUs !== undefined)
        events.push({ type: 'ended', ...base, tUs: endUs, exit: { code: 1 } });
      return events;
    }),
  );
}

describe('searching processes', () => {
  const model = processes([10, 'Ada'], [20, 'Grace'], [30, 'ada-2']);

  it('finds names, PIDs, commands and output, in any case', () => {
    assert.deepEqual(matchesOf(model, 'ADA'), ['10', '30']);
    assert.deepEqual(matchesOf(model, ' grace.py '), ['20']);
    assert.deepEqual(matchesOf(model, 'hello of 3'), ['30']);
    assert.deepEqual(matchesOf(model, '20'), ['20']);
    assert.deepEqual(matchesOf(model, '  '), []);
  });

  it('goes around the ends', () => {
    const matches = ['a', 'b', 'c'];
    assert.equal(neighbourMatch(matches, null, 1), 'a');
    assert.equal(neighbourMatch(matches, null, -1), 'c');
    assert.equal(neighbourMatch(matches, 'c', 1), 'a');
    assert.equal(neighbourMatch(matches, 'a', -1), 'c');
    assert.equal(neighbourMatch([], 'a', 1), undefined);
  });
});

describe('sorting processes', () => {
  const all = processes([9, 'worker-10'], [10, 'worker-9', 50], [11, 'worker-2', 40]).processes();
  const order = (column: 'name' | 'end', descending = false) =>
    inColumnOrder(all, { column, descending }, () => '').map(({ pid }) => pid);

  it('counts numbers within names, and puts what is empty last', () => {
    assert.deepEqual(order('name'), [11, 10, 9]);
    assert.deepEqual(order('name', true), [9, 10, 11]);
    assert.deepEqual(order('end'), [11, 10, 9]);
    assert.deepEqual(order('end', true), [10, 11, 9]);
  });

  it('turns with each click, and comes back to the tree', () => {
    const first = nextOrder(null, 'pid');
    const second = nextOrder(first, 'pid');
    assert.deepEqual([first?.descending, second?.descending], [false, true]);
    assert.equal(nextOrder(second, 'pid'), null);
    assert.deepEqual(nextOrder(second, 'name'), { column: 'name', descending: false });
  });
});

describe('filtering processes', () => {
  it('takes what any of the filters asks for, and all without one', () => {
    const [even, odd] = processes([2, 'a'], [3, 'b', 90]).processes();
    assert.ok(even && odd);
    const tone = () => 'quiet' as const;
    assert.equal(passes(new Set(), even, tone), true);
    assert.equal(passes(new Set(['daemon']), even, tone), true);
    assert.equal(passes(new Set(['ended']), even, tone), false);
    assert.equal(passes(new Set(['daemon', 'ended']), odd, tone), true);
    assert.equal(
      passes(new Set(['failed']), odd, () => 'failed'),
      true,
    );
  });
});

describe('choices of a workspace', () => {
  it('are read whatever was kept', () => {
    assert.equal(parseChoices(null).grouping, true);
    const kept = {
      hiddenColumns: ['cpu', 'name', 'nonsense', 3],
      order: { column: 'pid', descending: 1 },
      grouping: false,
      tableWidth: 'wide',
    };
    const choices = parseChoices(kept);
    assert.deepEqual(choices.hiddenColumns, ['cpu']);
    assert.deepEqual(choices.order, { column: 'pid', descending: false });
    assert.deepEqual([choices.grouping, choices.tableWidth], [false, null]);
    assert.equal(parseChoices({ order: { column: 'nonsense' } }).order, null);
  });
});
