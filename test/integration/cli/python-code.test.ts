import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pythonExecutable, record, temporaryFolder } from '../../support/recorded.ts';

describe('forkscope run of Python programs, one after the other', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('compiles for the probe in the first session only', async () => {
    const cache = join(folder.path, 'cache');
    mkdirSync(cache);
    const env = { XDG_CACHE_HOME: cache };
    const script = `import sys, multiprocessing.process; print('forkscope_probe.editing' in sys.modules)`;
    const command = [pythonExecutable(), '-c', script];
    const files = () =>
      readdirSync(cache, { recursive: true, encoding: 'utf8' })
        .filter((name) => statSync(join(cache, name)).isFile())
        .sort();
    assert.equal((await record(command, { env })).stdout, 'True\n');
    const kept = files();
    assert.ok(kept.length > 10, `${kept.length} files`);
    assert.equal((await record(command, { env })).stdout, 'False\n');
    assert.deepEqual(files(), kept);
  });
});
