import assert from 'node:assert/strict';
import type { ProcessView } from '../model/views.ts';
import type { Row, Rows } from './rows.ts';
import { treeAction } from './tree-keys.ts';

function row(id: string, parent: string | null, expandable = false, expanded = expandable): Row {
  const process = { id, parent } as ProcessView;
  const place = { above: parent, depth: 0, setSize: 1, posInSet: 1 };
  return { id, process, group: null, ...place, expandable, expanded, context: false };
}
const list = [row('a', null, true), row('b', 'a', true, false), row('c', 'a'), row('d', 'a')];
const rows: Rows = {
  list,
  indexById: new Map(list.map(({ process }, i) => [process.id, i])),
  helpers: 0,
};
const press = (key: string, current: string | null) => treeAction(key, rows, current, 2);

describe('keys in the tree', () => {
  it('move the selection and stop at the ends', () => {
    assert.deepEqual(press('ArrowDown', 'a'), { type: 'select', process: 'b' });
    assert.deepEqual(press('ArrowUp', 'a'), { type: 'select', process: 'a' });
    assert.deepEqual(press('ArrowDown', 'd'), { type: 'select', process: 'd' });
    assert.deepEqual(press('PageDown', 'a'), { type: 'select', process: 'c' });
    assert.deepEqual(press('PageUp', 'd'), { type: 'select', process: 'b' });
    assert.deepEqual(press('Home', 'd'), { type: 'select', process: 'a' });
    assert.deepEqual(press('End', 'a'), { type: 'select', process: 'd' });
  });

  it('start at an end when nothing is selected, or what is selected is folded away', () => {
    assert.deepEqual(press('ArrowDown', null), { type: 'select', process: 'a' });
    assert.deepEqual(press('End', 'gone'), { type: 'select', process: 'd' });
    assert.equal(press('Enter', null), undefined);
  });

  it('open, close and walk between parent and child', () => {
    assert.deepEqual(press('ArrowRight', 'b'), { type: 'expand', process: 'b' });
    assert.deepEqual(press('ArrowRight', 'a'), { type: 'select', process: 'b' });
    assert.equal(press('ArrowRight', 'c'), undefined);
    assert.deepEqual(press('ArrowLeft', 'a'), { type: 'collapse', process: 'a' });
    assert.deepEqual(press('ArrowLeft', 'c'), { type: 'select', process: 'a' });
    assert.deepEqual(press('Enter', 'c'), { type: 'open-start', process: 'c' });
    assert.equal(press('x', 'c'), undefined);
  });
});
