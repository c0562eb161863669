/** start(): what is told of a process, and of a start that fails. The program sees no difference. */
import assert from 'node:assert/strict';
import { Collector } from './collector.ts';
import { METHODS, program, pythons, run, runProbed, site } from './python.ts';

const FAILED = program('failed_start.py');
const FACTS = program('facts.py');

const FAILURES = [
  {
    case: 'daemon-child',
    method: 'fork',
    name: 'nested',
    code: 'name="nested").start()',
    message: /^AssertionError: daemonic processes are not allowed to have children$/,
  },
  {
    case: 'daemon-child',
    method: 'spawn',
    name: 'nested',
    code: 'name="nested").start()',
    message: /^AssertionError: daemonic processes are not allowed to have children$/,
  },
  {
    case: 'no-init',
    method: 'fork',
    name: 'Forgetful',
    code: 'Forgetful().start()',
    message: /^AttributeError: 'Forgetful' object has no attribute '_closed'/,
  },
  {
    case: 'twice',
    method: 'fork',
    name: 'once',
    code: '            process.start()',
    message: /^AssertionError: cannot start a process twice$/,
  },
  {
    case: 'unpicklable',
    method: 'spawn',
    name: 'lambda',
    code: 'name="lambda").start()',
    message: /^\w+: Can't (pickle|get local).*lambda/,
  },
  {
    case: 'unpicklable',
    method: 'forkserver',
    name: 'lambda',
    code: 'name="lambda").start()',
    message: /^\w+: Can't (pickle|get local).*lambda/,
  },
] as const;

for (const { path, version } of pythons) {
  describe(`start(), Python ${version}`, function () {
    this.timeout(60_000);
    let collector: Collector;
    beforeEach(async () => {
      collector = await Collector.open();
    });
    afterEach(() => collector.close());

    for (const failure of FAILURES) {
      it(`reports a failed start: ${failure.case}, ${failure.method}`, async () => {
        const args = [FAILED, failure.case, failure.method];
        const bare = await run(path, args);
        assert.match(bare.stderr, /Traceback/);
        assert.deepEqual(await runProbed(collector, path, args), bare);
        assert.deepEqual(collector.faults, []);
        const life = collector.lives.find((one) => one.said('start-failed').length > 0);
        const [failed, ...more] = life?.said('start-failed') ?? [];
        assert.deepEqual(more, []);
        assert.match(failed?.message ?? '', failure.message);
        assert.deepEqual(failed?.site, site(FAILED, failure.code));
        const begin = life?.said('start-begin').find((one) => one.call === failed?.call);
        assert.equal(begin?.name, failure.name);
        assert.ok(!life?.said('start-end').some((end) => end.call === failed?.call));
      });
    }

    it('leaves a join before start() alone', async () => {
      const bare = await run(path, [FAILED, 'join-unstarted']);
      assert.deepEqual(await runProbed(collector, path, [FAILED, 'join-unstarted']), bare);
      assert.deepEqual(collector.root.kinds, ['code-ended', 'exiting']);
    });

    for (const method of METHODS) {
      it(`tells names, classes and targets, ${method}`, async () => {
        const bare = await run(path, [FACTS, method]);
        assert.deepEqual(await runProbed(collector, path, [FACTS, method]), bare);
        assert.deepEqual(collector.faults, []);
        const facts = collector.root.said('start-begin').map((begin) => ({
          name: begin.name,
          daemon: begin.daemon,
          className: begin.className,
          target: begin.target,
          method: begin.method,
          api: begin.api,
          ...(begin.args !== undefined && { args: begin.args }),
        }));
        assert.deepEqual(facts, [
          {
            name: 'm\u00e9thode \u2714 \u{1f40d} "quoted\\"',
            daemon: false,
            className: null,
            target: 'Worker.work',
            method,
            api: 'multiprocessing',
          },
          {
            name:
              method === 'fork'
                ? 'ForkProcess-2'
                : `${method === 'spawn' ? 'Spawn' : 'ForkServer'}Process-2`,
            daemon: true,
            className: null,
            target: 'add',
            method,
            api: 'multiprocessing',
          },
          {
            name: 'builtin',
            daemon: false,
            className: null,
            target: 'exit',
            method,
            api: 'multiprocessing',
            args: '7',
          },
          {
            name: 'empty',
            daemon: false,
            className: null,
            target: null,
            method,
            api: 'multiprocessing',
          },
          {
            name: 'custom',
            daemon: false,
            className: 'Custom',
            target: null,
            method,
            api: 'multiprocessing',
          },
        ]);
        const identities = collector.root.said('start-end').map(({ child }) => {
          const life = collector.lives.find((one) => one.hello?.pid === child);
          const [identity] = life?.said('identity') ?? [];
          const { ev: _ev, t: _t, seq: _seq, parent: _parent, ...said } = identity ?? {};
          return said;
        });
        assert.deepEqual(identities, facts);
      });
    }
  });
}
