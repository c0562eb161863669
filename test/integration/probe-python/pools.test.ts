/** Pools and executors: their workers, and the waits for results and for the workers' end. */
import assert from 'node:assert/strict';
import { Collector } from './collector.ts';
import { type Measured, measured, waitsWithin } from './measured.ts';
import { fewPythons, METHODS, program, runProbed } from './python.ts';

const SCRIPT = program('pools.py');

/** Cause, timeout in µs, outcome of the waits of each case. */
const EXPECTED: [string, [string, number | null, string][]][] = [
  ['map', [['pool-result', null, 'ended']]],
  ['apply', [['pool-result', null, 'ended']]],
  ['starmap', [['pool-result', null, 'ended']]],
  ['get', [['pool-result', 60_000_000, 'ended']]],
  ['timeout', [['pool-result', 20_000, 'timed-out']]],
  ['wait', [['pool-result', null, 'ended']]],
  ['done', []],
  ['imap', [['pool-result', null, 'ended']]],
  ['next-timeout', [['pool-result', 20_000, 'timed-out']]],
  ['next', [['pool-result', null, 'ended']]],
  ['join', [['pool-join', null, 'ended']]],
  ['terminate', [['pool-join', null, 'ended']]],
  ['future-timeout', [['pool-result', 20_000, 'timed-out']]],
  ['future', [['pool-result', null, 'ended']]],
  ['exception', [['pool-result', null, 'ended']]],
  ['executor-map', [['pool-result', null, 'ended']]],
  ['futures-wait', [['pool-result', null, 'ended']]],
  ['as_completed', [['pool-result', null, 'ended']]],
  ['shutdown', [['pool-join', null, 'ended']]],
  ['thread-map', []],
  ['thread-next', []],
  ['thread-future', []],
  ['thread-wait', []],
];

for (const { path, version } of fewPythons) {
  for (const method of METHODS) {
    it(`pools and executors, Python ${version}, ${method}`, async function () {
      this.timeout(60_000);
      const collector = await Collector.open();
      try {
        const outcome = await runProbed(collector, path, [SCRIPT, method]);
        assert.deepEqual([outcome.stderr, outcome.code], ['', 0]);
        assert.deepEqual(collector.faults, []);
        const { root } = collector;
        const cases = measured(outcome.stdout);
        const of = (name: string): Measured => {
          const one = cases.get(name);
          assert.ok(one, name);
          return one;
        };

        for (const [name, expected] of EXPECTED) {
          const waits = waitsWithin(root, of(name));
          assert.deepEqual(
            waits.map(({ begin, outcome }) => [begin.cause, begin.timeoutUs, outcome]),
            expected,
            name,
          );
          for (const { begin } of waits) {
            assert.equal(begin.child, null);
            assert.equal(begin.site?.file, SCRIPT, name);
          }
        }
        assert.equal(of('timeout').error, 'TimeoutError');
        assert.equal(of('next-timeout').error, 'TimeoutError');
        assert.equal(of('join-open').error, 'ValueError');
        const [last] = root.said('wait-begin').slice(-1);
        assert.deepEqual([last?.cause, last?.site], ['pool-join', null]);

        // Those that are quick are too many to tell.
        const fast = waitsWithin(root, of('fast'));
        assert.ok(fast.length < 100, `${fast.length} of 200 waits`);

        const starts = root.said('start-begin');
        assert.ok(starts.length >= 7);
        for (const start of starts) assert.equal(start.role, 'pool-worker');
        for (const life of collector.lives) {
          for (const identity of life.said('identity')) {
            assert.deepEqual([identity.role, identity.args], ['pool-worker', undefined]);
          }
        }
      } finally {
        await collector.close();
      }
    });
  }
}
