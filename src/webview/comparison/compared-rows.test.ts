import assert from 'node:assert/strict';
import { line, Story } from '../../../test/support/story.ts';
import { compareSessions } from '../../model/comparison/compare.ts';
import { Snapshot } from '../snapshot.ts';
import { comparedRows, differenceTexts } from './compared-rows.ts';

/** Main starts a loader that starts a writer; `slow` more seconds for the writer. */
function run(first: number, slow: number, more = false): Snapshot {
  const [main, loader, writer, extra] = [first, first + 1, first + 2, first + 3];
  const story = new Story()
    .process(main, { name: 'app.py' })
    .process(loader, { parent: main, at: 1, name: 'loader', site: line(3) })
    .process(writer, { parent: loader, at: 1, name: 'writer', site: line(9) });
  if (more) story.process(extra, { parent: main, at: 1, name: 'extra', site: line(4) });
  story
    .ends(writer, 2 + slow, { code: slow > 0 ? 1 : 0 })
    .ends(loader, 9)
    .ends(main, 10);
  return new Snapshot(story.model());
}

function rowsOf(a: Snapshot, b: Snapshot, onlyDifferences: boolean) {
  return comparedRows(compareSessions(a.picture, b.picture), a, b, onlyDifferences);
}

describe('the rows of two sessions', () => {
  it('have each process beside its counterpart, and a gap where it has none', () => {
    const rows = rowsOf(run(10, 0), run(20, 0, true), false);
    const pids = ({ list }: typeof rows.a) => list.map((row) => row?.process.pid ?? null);
    assert.deepEqual(pids(rows.a), [10, 11, 12, null]);
    assert.deepEqual(pids(rows.b), [20, 21, 22, 23]);
    assert.deepEqual(
      rows.list.map(({ depth }) => depth),
      [0, 1, 2, 1],
    );
    for (const side of [rows.a, rows.b]) {
      for (const [id, index] of side.indexById) assert.equal(side.list[index]?.id, id);
    }
  });

  it('are those that differ, with what they are below', () => {
    const rows = rowsOf(run(10, 0), run(20, 3), true);
    assert.deepEqual(
      rows.list.map(({ process, compared }) => [process.pid, differenceTexts(compared)]),
      [
        [20, []],
        [21, []],
        [22, ['exit 0 → 1', 'lived +3.0 s']],
      ],
    );
    assert.deepEqual(rowsOf(run(10, 1), run(20, 1), true).list, []);
  });
});
