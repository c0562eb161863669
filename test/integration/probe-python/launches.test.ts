/** subprocess, os.fork, os.wait* and their like: starts, failed starts, waits, codes. */
import assert from 'node:assert/strict';
import { Collector, type Life, type Said } from './collector.ts';
import { type Measured, measured, waitsWithin } from './measured.ts';
import { program, pythons, run, runProbed, site } from './python.ts';

const SCRIPT = program('launches.py');

for (const { path, version } of pythons) {
  describe(`starts of programs and forks, Python ${version}`, function () {
    this.timeout(60_000);
    let collector: Collector;
    let root: Life;
    let cases: Map<string, Measured>;

    const record = async (name: string): Promise<void> => {
      collector = await Collector.open();
      const outcome = await runProbed(collector, path, [SCRIPT, name]);
      assert.deepEqual([outcome.stderr, outcome.code], ['', 0]);
      assert.deepEqual(collector.faults, []);
      root = collector.root;
      cases = measured(outcome.stdout);
    };
    const of = (name: string): Measured => {
      const one = cases.get(name);
      assert.ok(one, name);
      return one;
    };
    /** Cause, target, timeout, outcome of each wait of a case. */
    const waits = (name: string) =>
      waitsWithin(root, of(name)).map(({ begin, outcome }) => {
        assert.equal(begin.site?.file, SCRIPT);
        return [begin.cause, begin.child, begin.timeoutUs, outcome];
      });
    const startWithin = (name: string): Said<'start-begin'> => {
      const { before, after } = of(name);
      const [begin, ...more] = root
        .said('start-begin')
        .filter(({ t }) => t >= before / 1000 - 1 && t <= after / 1000);
      assert.ok(begin && more.length === 0, name);
      return begin;
    };
    const childOf = (begin: Said<'start-begin'>): number | undefined =>
      root.said('start-end').find((end) => end.call === begin.call)?.child;
    const code = (pid: number | undefined) =>
      root
        .said('reaped')
        .filter((one) => one.child === pid)
        .map((one) => one.code);

    describe('programs', () => {
      before(() => record('programs'));
      after(() => collector.close());

      it('tells who started what, where', () => {
        const begin = startWithin('run');
        const { ev: _ev, t: _t, seq: _seq, call: _call, ...facts } = begin;
        assert.deepEqual(facts, {
          name: null,
          daemon: false,
          className: null,
          target: null,
          method: null,
          api: 'subprocess.Popen',
          argv: ['/bin/sh', '-c', 'sleep 0.05; exit 3'],
          site: site(SCRIPT, 'subprocess.run(SHORT)'),
        });
        assert.deepEqual(waits('run'), [['popen-wait', childOf(begin), null, 'ended']]);
        assert.deepEqual(code(childOf(begin)), [3]);
      });

      it('shows the kill and the second wait of run() after its timeout', () => {
        const child = childOf(startWithin('run-timeout'));
        assert.deepEqual(waits('run-timeout'), [
          ['popen-wait', child, 50_000, 'timed-out'],
          ['popen-wait', child, null, 'ended'],
        ]);
        const signals = root.said('signal').filter((one) => one.child === child);
        assert.deepEqual(
          signals.map(({ signal, cause }) => [signal, cause]),
          [['SIGKILL', 'kill']],
        );
        assert.deepEqual(code(child), [-9]);
      });

      it("tells failed starts in Python's words", () => {
        const failed = root.said('start-failed').map(({ message }) => message);
        assert.match(failed[0] ?? '', /^FileNotFoundError: .*No such file.*'\/not\/there'$/);
        assert.match(failed[1] ?? '', /^IndexError: /);
        assert.equal(failed.length, 2);
      });

      it('does not take polling for a wait, and knows what is detached', () => {
        const pid = of('polled').pid;
        const end = root.said('start-end').find((one) => one.child === pid);
        const begin = root.said('start-begin').find((one) => one.call === end?.call);
        assert.deepEqual([begin?.detached, begin?.argv], [true, ['/bin/sh', '-c', 'exit 4']]);
        assert.ok(!root.said('wait-begin').some((wait) => wait.child === pid));
        assert.deepEqual(code(pid), [4]);
      });

      it('shows waits, each once, as they end', () => {
        const pid = of('subclass').pid;
        assert.deepEqual(waits('subclass'), [['popen-wait', pid, null, 'ended']]);
        assert.deepEqual(waits('reaped'), []);
        assert.deepEqual(
          root.said('start-begin').filter((one) => one.className === 'Child').length,
          1,
        );
        const long = of('timeout').pid;
        assert.deepEqual(waits('timeout'), [['popen-wait', long, 30_000, 'timed-out']]);
        assert.deepEqual(waits('communicate'), [['popen-wait', long, 30_000, 'timed-out']]);
        assert.deepEqual(waits('interrupted'), [['popen-wait', long, null, 'interrupted']]);
        assert.deepEqual(code(long), [-15]);
        assert.equal(of('interrupted').error, 'Enough');
      });

      it('shows those that come to Popen, and a child without our variables', () => {
        assert.deepEqual(startWithin('popen').argv, ['/bin/sh', '-c', 'echo text']);
        const child = childOf(startWithin('no-environment'));
        assert.deepEqual(waits('no-environment'), [['popen-wait', child, null, 'ended']]);
        assert.ok(!collector.lives.some((life) => life.hello?.pid === child));
      });
    });

    describe('forks', () => {
      before(() => record('forks'));
      after(() => collector.close());

      const fork = (pid: number | undefined): Said<'identity'> | undefined =>
        collector.lives
          .find((life) => life.hello?.pid === pid && life.hello?.how === 'fork')
          ?.said('identity')[0];

      it('tells how a child was forked, and where', () => {
        for (const name of ['waitpid', 'wait', 'no-hang', 'wait4', 'waitid']) {
          const identity = fork(of(name).pid);
          assert.equal(identity?.api, 'os.fork', name);
          assert.equal(identity?.parent, root.hello?.pid);
          assert.deepEqual(identity?.site, site(SCRIPT, '        pid = os.fork()'));
        }
        assert.equal(fork(of('pty').pid)?.api, 'pty.fork');
        assert.deepEqual(fork(of('pty').pid)?.site, site(SCRIPT, 'pty.fork()'));
      });

      it('shows what waits for whom', () => {
        const target = { waitpid: true, wait: false, wait4: true, waitid: true, pty: false };
        for (const [name, named] of Object.entries(target)) {
          const { pid } = of(name);
          const child = named ? (pid ?? null) : null;
          assert.deepEqual(waits(name), [['waitpid', child, null, 'ended']], name);
        }
        assert.deepEqual(waits('none'), [['waitpid', null, null, 'interrupted']]);
        assert.deepEqual(waits('system'), [['waitpid', null, null, 'ended']]);
        assert.deepEqual(waits('no-hang'), []);
        const codes = { waitpid: 5, wait: 6, 'no-hang': 7, wait4: 8, waitid: 9, pty: 13 };
        for (const [name, expected] of Object.entries(codes)) {
          assert.deepEqual(code(of(name).pid), [expected], name);
        }
        assert.ok(!root.said('wait-begin').some((wait) => wait.child === of('no-hang').pid));
      });

      it('shows os.spawn* and os.posix_spawn', () => {
        const [[cause, child, , outcome] = []] = waits('spawn');
        assert.deepEqual([cause, outcome], ['waitpid', 'ended']);
        assert.equal(fork(Number(child))?.api, 'os.spawnv');
        assert.deepEqual(code(Number(child)), [1]);
        const spawned = of('posix_spawn').pid;
        assert.deepEqual(waits('posix_spawn'), [['waitpid', spawned, null, 'ended']]);
        const end = root.said('start-end').find((one) => one.child === spawned);
        const begin = root.said('start-begin').find((one) => one.call === end?.call);
        assert.equal(begin?.api, 'os.posix_spawn');
        assert.deepEqual(begin?.argv, ['sh', '-c', 'exit 12']);
        assert.match(root.said('start-failed')[0]?.message ?? '', /^FileNotFoundError: /);
        assert.equal(of('posix_spawn-missing').error, 'FileNotFoundError');
      });
    });

    it('tells a fork from that of a start() around it or before it', async () => {
      await record('nested');
      try {
        const said = (name: string) => {
          const { pid } = of(name);
          const life = collector.lives.find(({ hello }) => hello?.pid === pid);
          return life?.said('identity').map(({ api, parent, site: at }) => ({ api, parent, at }));
        };
        const at = site(SCRIPT, 'below = os.fork()');
        const child = of('child').pid;
        assert.deepEqual(said('fork 14'), [{ api: 'os.fork', parent: child, at }]);
        for (const name of ['fork 15', 'fork 16']) {
          assert.deepEqual(said(name), [{ api: 'os.fork', parent: root.hello?.pid, at }], name);
        }
      } finally {
        await collector.close();
      }
    });

    for (const name of ['tracebacks', 'looks', 'awkward']) {
      it(`shows the program nothing else: ${name}`, async () => {
        const args = ['-W', 'ignore', SCRIPT, name];
        const bare = await run(path, args);
        assert.equal(bare.code, 0, bare.stderr);
        collector = await Collector.open();
        try {
          assert.deepEqual(await runProbed(collector, path, args), bare);
          assert.deepEqual(collector.faults, []);
        } finally {
          await collector.close();
        }
      });
    }
  });
}
