/** Three children: one is joined, one is joined with a timeout, one is a daemon that never ends. */
import assert from 'node:assert/strict';
import { Collector } from './collector.ts';
import { METHODS, program, pythons, run, runProbed, site } from './python.ts';

const SCRIPT = program('three_children.py');

for (const { path, version } of pythons) {
  for (const method of METHODS) {
    describe(`three children, Python ${version}, ${method}`, function () {
      this.timeout(60_000);
      let collector: Collector;
      before(async () => {
        collector = await Collector.open();
        const bare = await run(path, [SCRIPT, method]);
        assert.deepEqual(await runProbed(collector, path, [SCRIPT, method]), bare);
      });
      after(() => collector.close());

      const pid = (name: string): number => collector.named(name).hello?.pid ?? -1;

      it('says only what is in the protocol, with nothing lost', () => {
        assert.deepEqual(collector.faults, []);
      });

      it('hears each process, and knows the helpers', () => {
        const helpers = collector.lives.map((life) => life.hello?.helper ?? 'user').sort();
        const expected = {
          fork: [],
          spawn: ['resource tracker'],
          forkserver: ['fork server', 'resource tracker'],
        };
        assert.deepEqual(helpers, [...expected[method], 'user', 'user', 'user', 'user']);
        for (const life of collector.lives) {
          if (life.hello?.role === 'helper') assert.deepEqual(life.kinds, []);
        }
      });

      it('tells who each child is', () => {
        const root = collector.root.hello;
        for (const [name, daemon, target, args] of [
          ['worker', false, 'work', undefined],
          ['slow', false, 'outlast', '<Event>, <Event>'],
          ['heart', true, 'beat', '<Event>'],
        ] as const) {
          const [identity] = collector.named(name).said('identity');
          assert.ok(identity && root);
          const { t: _t, seq: _seq, ev: _ev, ...facts } = identity;
          assert.deepEqual(facts, {
            parent: root.pid,
            name,
            daemon,
            className: null,
            target,
            method,
            api: 'multiprocessing',
            ...(args !== undefined && { args }),
          });
          assert.equal(collector.named(name).hello?.how, method === 'spawn' ? 'exec' : 'fork');
          const begin = collector.root.said('start-begin').find((start) => start.name === name);
          const end = collector.root.said('start-end').find((start) => start.call === begin?.call);
          assert.deepEqual(begin?.site, site(SCRIPT, 'process.start()'));
          assert.equal(end?.child, pid(name));
        }
      });

      it('shows the waits of main and of its exit phase', () => {
        const ends = collector.root.said('wait-end');
        const waits = collector.root.said('wait-begin').map((wait) => ({
          cause: wait.cause,
          child: wait.child,
          timeoutUs: wait.timeoutUs,
          site: wait.site,
          outcome: ends.find((end) => end.wait === wait.wait)?.outcome,
        }));
        assert.deepEqual(waits.slice(0, 2), [
          {
            cause: 'join',
            child: pid('worker'),
            timeoutUs: null,
            site: site(SCRIPT, 'worker.join'),
            outcome: 'ended',
          },
          {
            cause: 'join',
            child: pid('slow'),
            timeoutUs: 200_000,
            site: site(SCRIPT, 'slow.join'),
            outcome: 'timed-out',
          },
        ]);
        // The daemon may have been reaped before main comes to wait for it.
        const slow = waits.slice(2).filter((wait) => wait.child === pid('slow'));
        assert.deepEqual(slow, [
          { cause: 'exit-join', child: pid('slow'), timeoutUs: null, site: null, outcome: 'ended' },
        ]);
        assert.ok(waits.slice(2).every((wait) => wait.cause === 'exit-join'));
      });

      it("ends main's code, then the daemon, then waits", () => {
        const { root } = collector;
        const [ended, ...more] = root.said('code-ended');
        assert.deepEqual(more, []);
        assert.equal(ended?.exception, null);
        const signals = root.said('signal').map(({ t: _t, seq: _seq, ...signal }) => signal);
        assert.deepEqual(signals, [
          {
            ev: 'signal',
            child: pid('heart'),
            signal: 'SIGTERM',
            cause: 'daemon-at-exit',
            site: null,
          },
        ]);
        const order = root.kinds.filter((kind) =>
          ['code-ended', 'signal', 'exiting'].includes(kind),
        );
        assert.deepEqual(order, ['code-ended', 'signal', 'exiting']);
      });

      it('knows how each child ended', () => {
        const codes = collector.root.said('reaped').map(({ child, code }) => [child, code]);
        assert.deepEqual(
          new Map(codes as [number, number][]),
          new Map([
            [pid('worker'), 0],
            [pid('slow'), 0],
            [pid('heart'), -15],
          ]),
        );
        // A pipe on which a child waits is its own affair.
        const kindsOf = (name: string) =>
          collector.named(name).kinds.filter((kind) => !kind.startsWith('block-'));
        for (const name of ['worker', 'slow']) {
          assert.deepEqual(kindsOf(name), ['identity', 'code-ended', 'exiting']);
          assert.equal(collector.named(name).said('exiting')[0]?.code, 0);
        }
        assert.deepEqual(kindsOf('heart'), ['identity']);
      });
    });
  }
}
