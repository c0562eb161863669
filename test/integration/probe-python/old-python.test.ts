/** A Python that is too old for the probe runs as without it, and the recorder is told. */
import assert from 'node:assert/strict';
import { Collector, TOKEN } from './collector.ts';
import { oldPythons, run, runProbed } from './python.ts';

const SCRIPT =
  'import sys, os; sys.stdout.write("%r %r" % (sys.path, "sitecustomize" in sys.modules))';

describe('a Python that is too old', function () {
  this.timeout(60_000);
  if (oldPythons.length === 0) it('is not on this machine');
  for (const { path, version } of oldPythons) {
    it(`says so: ${version}`, async () => {
      const collector = await Collector.open();
      try {
        const bare = await run(path, ['-c', SCRIPT]);
        assert.deepEqual(await runProbed(collector, path, ['-c', SCRIPT]), bare);
        assert.deepEqual(collector.faults, []);
        assert.equal(collector.lives.length, 1);
        const [said, ...more] = collector.lives[0]?.messages ?? [];
        assert.deepEqual(more, []);
        assert.ok(said?.ev === 'unsupported' && said.pid > 0);
        assert.deepEqual(
          { ...said, pid: 0 },
          { ev: 'unsupported', token: TOKEN, pid: 0, runtime: 'python', version, needs: '3.8' },
        );
      } finally {
        await collector.close();
      }
    });
  }
});
