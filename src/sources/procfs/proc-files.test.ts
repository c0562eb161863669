import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readText } from './proc-files.ts';

describe('readText', () => {
  it('reads files of any size, and nothing where there is none', () => {
    const folder = mkdtempSync(join(tmpdir(), 'forkscope-test-'));
    try {
      const file = join(folder, 'file');
      for (const size of [0, 1, 16_383, 16_384, 16_385, 100_000]) {
        const text = 'ä'.padEnd(size, 'x').slice(0, size);
        writeFileSync(file, text);
        assert.equal(readText(file), text, String(size));
      }
      assert.equal(readText(join(folder, 'no-such-file')), undefined);
      assert.equal(readText(folder), undefined);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
