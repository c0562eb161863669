import assert from 'node:assert/strict';
import { truncateSync, writeFileSync } from 'node:fs';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { cli, run, temporaryFolder } from '../../support/recorded.ts';

/** Sparse: it takes no room on the disk. */
const LARGE_BYTES = 700 * 2 ** 20;

describe('a trace that needs more memory than Node gives itself', () => {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'large.forkscope');
  const tellsHeap = join(folder.path, 'heap.cjs');
  before(async function () {
    if (totalmem() < 8 * 2 ** 30) this.skip();
    writeFileSync(
      tellsHeap,
      "console.error('heap ' + require('node:v8').getHeapStatistics().heap_size_limit);",
    );
    await run([process.execPath, cli, 'run', '--trace', trace, '--', 'sh', '-c', 'exit 3']);
    truncateSync(trace, LARGE_BYTES);
  });
  after(() => folder.remove());

  const withHeap = (...args: string[]) =>
    run([process.execPath, '--require', tellsHeap, cli, ...args]);
  const heaps = (text: string) =>
    [...text.matchAll(/^heap (\d+)$/gm)].map(([, bytes]) => Number(bytes));

  it('is read by a process that has it', async () => {
    const { code, stdout, stderr } = await withHeap('show', trace);
    assert.equal(code, 0);
    assert.match(stdout, /^sh -c exit 3 · 1 process/);
    const [first = 0, second = 0, ...more] = heaps(stderr);
    assert.ok(second > first, stderr);
    assert.equal(second >= 8 * LARGE_BYTES, true);
    assert.deepEqual(more, []);
  });

  it('has the exit code of the command', async () => {
    const args = ['check', trace, '--rules', 'no-such-rule'];
    const { code, stderr } = await withHeap(...args);
    assert.equal(code, 2);
    assert.equal(heaps(stderr).length, 2);
  });
});
