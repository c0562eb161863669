import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../../support/checked.ts';
import { healthyProgram, IMPATIENT } from '../../support/healthy-program.ts';
import { run, temporaryFolder } from '../../support/recorded.ts';

/** Together they have every kind of part; `npm run fuzz:healthy` runs many more. */
const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

describe('a generated healthy program', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  for (const seed of SEEDS) {
    it(`has no finding: ${seed}`, async () => {
      const file = join(folder.path, `healthy-${seed}.py`);
      writeFileSync(file, healthyProgram(seed));
      assert.deepEqual(await check(['python3', file], IMPATIENT), []);
    });
  }

  it('does what it should without Forkscope', async () => {
    const file = join(folder.path, 'bare.py');
    writeFileSync(file, healthyProgram(11));
    const { stdout, stderr, code } = await run(['python3', file]);
    assert.deepEqual([stdout, stderr, code], ['', '', 0]);
  });
});
