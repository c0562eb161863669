/** join(): begin and end, outcome, place; and what reaps a child without waiting. */
import assert from 'node:assert/strict';
import { Collector } from './collector.ts';
import { METHODS, program, pythons, runProbed, site } from './python.ts';

const SCRIPT = program('waits.py');

/** What the program itself measured around a join, in ns; zeros where it did not join. */
interface Measured {
  case: string;
  pid: number;
  before: number;
  after: number;
}

for (const { path, version } of pythons) {
  for (const method of METHODS) {
    it(`waits, Python ${version}, ${method}`, async function () {
      this.timeout(60_000);
      const collector = await Collector.open();
      try {
        const { stdout, stderr } = await runProbed(collector, path, [SCRIPT, method]);
        assert.equal(stderr, '');
        assert.deepEqual(collector.faults, []);
        const measured = stdout
          .trim()
          .split('\n')
          .map((line): Measured => JSON.parse(line));
        const { root } = collector;
        const ends = root.said('wait-end');
        const waits = root.said('wait-begin').map((begin) => ({
          begin,
          end: ends.find((end) => end.wait === begin.wait),
        }));

        const joins = measured.filter((join) => join.before > 0);
        assert.deepEqual(
          joins.map((join) => join.case),
          ['ended', 'again', 'timed-out', 'zero', 'interrupted', 'terminated', 'killed'],
        );
        assert.deepEqual(
          waits.map(({ begin, end }) => [begin.child, begin.timeoutUs, end?.outcome]),
          joins.map((join, i) => [
            join.pid,
            [null, null, 10_000, 0, null, 600_000_000, null][i],
            ['ended', 'ended', 'timed-out', 'timed-out', 'interrupted', 'ended', 'ended'][i],
          ]),
        );
        for (const [i, { begin, end }] of waits.entries()) {
          const join = joins[i];
          assert.ok(join && end);
          assert.equal(begin.cause, 'join');
          assert.deepEqual(begin.site, site(SCRIPT, 'process.join(timeout)'));
          // Both clocks are one; the probe's readings are cut to µs.
          assert.ok(begin.t >= Math.floor(join.before / 1000));
          assert.ok(begin.t <= end.t);
          assert.ok(end.t <= Math.floor(join.after / 1000));
        }

        const reaped = root.said('reaped').map(({ child, code }) => [child, code]);
        const pid = (name: string): number => measured.find((one) => one.case === name)?.pid ?? -1;
        assert.deepEqual(reaped, [
          [pid('ended'), 0],
          [pid('polled'), 0],
          [pid('terminated'), -15],
          [pid('killed'), -9],
        ]);
        assert.deepEqual(
          root.said('signal').map(({ child, signal, cause, site }) => [child, signal, cause, site]),
          [
            [pid('terminated'), 'SIGTERM', 'terminate', site(SCRIPT, 'long.terminate()')],
            [pid('killed'), 'SIGKILL', 'kill', site(SCRIPT, 'killed.kill()')],
          ],
        );
      } finally {
        await collector.close();
      }
    });
  }
}
