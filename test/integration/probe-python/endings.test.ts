/** The end of a process's own code, said once, and its last words. */
import assert from 'node:assert/strict';
import { Collector } from './collector.ts';
import { METHODS, program, pythons, run, runProbed } from './python.ts';

const SCRIPT = program('ending.py');
const REFUSED = 'Refused: no \u00fc, no \u{1f40d}\nsecond line';

/** Case, the exception of `code-ended`, the code of `exiting` for main and for a child. */
const CASES = [
  { ending: 'return', exception: null, main: null, child: 0 },
  { ending: 'raise', exception: REFUSED, main: 1, child: 1 },
  { ending: 'exit', exception: null, main: null, child: 3 },
  { ending: 'exit-text', exception: null, main: null, child: 1 },
  { ending: 'os-exit', exception: null, main: 4, child: 4 },
  { ending: 'interrupt', exception: 'KeyboardInterrupt', main: null, child: 1 },
  { ending: 'thread', exception: null, main: null, child: 0 },
] as const;

for (const { path, version } of pythons) {
  describe(`ends of processes, Python ${version}`, function () {
    this.timeout(60_000);
    let collector: Collector;
    beforeEach(async () => {
      collector = await Collector.open();
    });
    afterEach(() => collector.close());

    for (const { ending, exception, main, child } of CASES) {
      it(`main: ${ending}`, async () => {
        const bare = await run(path, [SCRIPT, 'main', ending]);
        assert.deepEqual(await runProbed(collector, path, [SCRIPT, 'main', ending]), bare);
        assert.deepEqual(collector.faults, []);
        const { root } = collector;
        assert.deepEqual(root.kinds, ['code-ended', 'exiting']);
        assert.equal(root.said('code-ended')[0]?.exception, exception);
        assert.equal(root.said('exiting')[0]?.code, main);
      });

      it(`a plain fork: ${ending}`, async () => {
        const bare = await run(path, [SCRIPT, 'fork', ending]);
        assert.deepEqual(await runProbed(collector, path, [SCRIPT, 'fork', ending]), bare);
        assert.deepEqual(collector.faults, []);
        const forked = collector.lives.find((life) => life.hello?.how === 'fork');
        assert.deepEqual(forked?.kinds, ['identity', 'code-ended', 'exiting']);
        assert.equal(forked?.said('code-ended')[0]?.exception, exception);
        assert.equal(forked?.hello?.ppid, collector.root.hello?.pid);
      });

      for (const method of METHODS) {
        it(`a child by ${method}: ${ending}`, async () => {
          const args = [SCRIPT, 'child', ending, method];
          const bare = await run(path, args);
          assert.deepEqual(await runProbed(collector, path, args), bare);
          assert.deepEqual(collector.faults, []);
          const life = collector.named('child');
          assert.deepEqual(life.kinds, ['identity', 'code-ended', 'exiting']);
          assert.equal(life.said('code-ended')[0]?.exception, exception);
          assert.equal(life.said('exiting')[0]?.code, child);
          assert.equal(collector.root.said('reaped')[0]?.code, child);
        });
      }
    }
  });
}
