import assert from 'node:assert/strict';
import { line, Story } from '../../test/support/story.ts';
import { lineFacts, namedFiles } from './line-facts.ts';

describe('lineFacts', () => {
  const model = new Story()
    .process(1)
    .process(2, { parent: 1, at: 1, site: line(5) })
    .process(3, { parent: 1, at: 2, site: line(5) })
    .ends(2, 4)
    .waits(1, 2, 3, 4, { site: line(7) })
    .waits(1, 3, 4, null, { site: line(7) })
    .blocks(3, 'queue', 2.5, null, line(20))
    .model();

  it('counts the processes that a line started, and how long it waited', () => {
    assert.deepEqual(lineFacts(model, '/home/ada/app.py', 10_000_000), [
      {
        line: 5,
        started: ['2', '3'],
        alive: 1,
        waiting: [],
        calls: { count: 0, totalUs: 0, open: 0, openUs: 0 },
      },
      {
        line: 7,
        started: [],
        alive: 0,
        waiting: ['1'],
        calls: { count: 2, totalUs: 7_000_000, open: 1, openUs: 6_000_000 },
      },
      {
        line: 20,
        started: [],
        alive: 0,
        waiting: ['3'],
        calls: { count: 1, totalUs: 7_500_000, open: 1, openUs: 7_500_000 },
      },
    ]);
  });

  it('knows of no other file', () => {
    assert.deepEqual(lineFacts(model, '/home/ada/other.py', 10_000_000), []);
    assert.deepEqual([...namedFiles(model)], ['/home/ada/app.py']);
  });
});
