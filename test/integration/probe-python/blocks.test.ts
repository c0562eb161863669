/** Blocking calls on locks, events, queues and pipes: when, on what, for how long, with what outcome. */
import assert from 'node:assert/strict';
import { Collector } from './collector.ts';
import { blocksWithin, type Measured, measured, waitsWithin } from './measured.ts';
import { fewPythons, METHODS, program, runProbed } from './python.ts';

const SCRIPT = program('blocking.py');

/** Reason, start of the object's name, timeout in µs, outcome; null where nothing blocks. */
const EXPECTED: [string, [string, string | null, number | null, string] | null][] = [
  ['queue-get', ['queue', 'Queue #2 (blocking.py:', null, 'ended']],
  ['queue-get-timeout', ['queue', 'Queue #2 (blocking.py:', 60_000_000, 'ended']],
  ['queue-empty', ['queue', 'Queue #2 (blocking.py:', 50_000, 'timed-out']],
  ['queue-nowait', null],
  ['simple-get', ['queue', 'SimpleQueue #1 (blocking.py:', null, 'ended']],
  ['queue-full', ['queue', 'Queue #1 (blocking.py:', 50_000, 'timed-out']],
  ['queue-put', ['queue', 'Queue #1 (blocking.py:', null, 'ended']],
  ['queue-join', ['queue', 'JoinableQueue #1 (blocking.py:', null, 'ended']],
  ['recv', ['pipe', null, null, 'ended']],
  ['poll', ['pipe', null, 60_000_000, 'ended']],
  ['recv-ready', null],
  ['poll-empty', ['pipe', null, 50_000, 'timed-out']],
  ['wait-for-several', ['pipe', null, null, 'ended']],
  ['lock-free', null],
  ['lock-timeout', ['lock', 'Lock #1 (blocking.py:', 50_000, 'timed-out']],
  ['lock-nowait', null],
  ['lock', ['lock', 'Lock #1 (blocking.py:', null, 'ended']],
  ['lock-with', ['lock', 'Lock #1 (blocking.py:', null, 'ended']],
  ['semaphore', ['lock', 'Semaphore #1 (blocking.py:', null, 'ended']],
  ['semaphore-timeout', ['lock', 'Semaphore #1 (blocking.py:', 50_000, 'timed-out']],
  ['bounded-free', null],
  ['bounded', ['lock', 'BoundedSemaphore #1 (blocking.py:', 50_000, 'timed-out']],
  ['event', ['event', 'Event #1 (blocking.py:', null, 'ended']],
  ['event-set', null],
  ['condition', ['event', 'Condition #1 (blocking.py:', null, 'ended']],
  ['condition-timeout', ['event', 'Condition #1 (blocking.py:', 50_000, 'timed-out']],
  ['barrier', ['event', 'Barrier #1 (blocking.py:', null, 'ended']],
  ['interrupted-lock', ['lock', 'Lock #1 (blocking.py:', null, 'interrupted']],
  ['interrupted-queue', ['queue', 'Queue #2 (blocking.py:', null, 'interrupted']],
  ['interrupted-event', ['event', 'Event #2 (blocking.py:', null, 'interrupted']],
  ['thread', ['queue', 'Queue #2 (blocking.py:', null, 'ended']],
];

for (const { path, version } of fewPythons) {
  for (const method of METHODS) {
    it(`blocking calls, Python ${version}, ${method}`, async function () {
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
          const blocks = blocksWithin(root, of(name));
          const said = blocks.map(({ begin, outcome }) => {
            const object = begin.object?.replace(/\d+\)$/, '') ?? null;
            // What is left of it: time has passed before the call that blocks.
            const exact = expected?.[2] ?? null;
            const left = begin.timeoutUs;
            const timeout = left !== null && exact !== null && left <= exact ? exact : left;
            return [begin.reason, object, timeout, outcome];
          });
          // Who is woken by a condition may have to wait for its lock, too.
          const first = name === 'condition' ? said.slice(0, 1) : said;
          assert.deepEqual(first, expected === null ? [] : [expected], name);
          for (const { begin } of blocks) {
            assert.equal(begin.site?.file, SCRIPT, name);
            assert.equal(begin.thread, name === 'thread' ? 'reader' : null);
          }
        }
        assert.equal(of('queue-empty').error, 'Empty');
        assert.equal(of('queue-full').error, 'Full');
        assert.equal(of('interrupted-lock').error, 'Enough');

        // What takes no time is not told, or a loop would drown what matters.
        const fast = blocksWithin(root, of('fast')).length;
        assert.ok(fast < 300, `${fast} blocks of 2,999 calls`);

        // A sentinel stands for its process.
        const [wait] = waitsWithin(root, of('sentinel'));
        assert.deepEqual(
          [wait?.begin.cause, wait?.begin.child, wait?.outcome],
          ['join', root.said('start-end')[0]?.child, 'timed-out'],
        );
      } finally {
        await collector.close();
      }
    });
  }
}
