/** Starts, waits, ends and output of a program's children, against what it measures itself. */
import assert from 'node:assert/strict';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { Collector, type Said } from '../probe-python/collector.ts';
import { site } from '../probe-python/python.ts';
import { nodes, program, runBare, runProbed } from './node.ts';

const SCRIPT = program('family.mjs');

const Fact = Type.Object({
  pid: Type.Integer(),
  way: Type.Optional(Type.String()),
  start: Type.Optional(Type.Integer()),
  code: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  signal: Type.Optional(Type.String()),
  before: Type.Optional(Type.Integer()),
  after: Type.Optional(Type.Integer()),
  failed: Type.Optional(Type.String()),
});

const APIS = new Map([
  ['spawn', 'child_process.spawn'],
  ['fork', 'child_process.fork'],
  ['spawnSync', 'child_process.spawnSync'],
  ['execSync', 'child_process.execSync'],
  ['execFileSync', 'child_process.execFileSync'],
  ['exec', 'child_process.exec'],
  ['execFile', 'child_process.execFile'],
]);

for (const { path, version } of nodes) {
  describe(`children of a program, Node ${version}`, function () {
    this.timeout(60_000);
    let collector: Collector;
    let stdout: string;
    let facts: ReturnType<typeof factsOf>;
    before(async () => {
      collector = await Collector.open();
      const outcome = await runProbed(collector, path, [SCRIPT]);
      stdout = outcome.stdout;
      assert.equal(outcome.stderr, 'error of 3\n');
      assert.equal(outcome.code, 0);
      facts = factsOf(stdout);
    });
    after(() => collector.close());

    const pid = (way: string): number => {
      const found = facts.find((fact) => fact.way === way)?.start;
      assert.ok(found, way);
      return found;
    };
    const startOf = (way: string): Said<'start-begin'> => {
      const { root } = collector;
      const end = root.said('start-end').find(({ child }) => child === pid(way));
      const begin = root.said('start-begin').find(({ call }) => call === end?.call);
      assert.ok(begin, `start of ${way}`);
      return begin;
    };
    const waitOf = (way: string) => {
      const { root } = collector;
      for (const begin of root.said('wait-begin')) {
        const end = root.said('wait-end').find(({ wait }) => wait === begin.wait);
        if ((begin.child ?? end?.child) === pid(way)) return { begin, end };
      }
      return undefined;
    };

    it('speaks the protocol', () => assert.deepEqual(collector.faults, []));

    it('changes nothing of what is printed', async () => {
      const shape = (text: string) => text.replace(/\d{3,}/g, 'N');
      assert.equal(shape(stdout), shape((await runBare(path, [SCRIPT])).stdout));
    });

    it('tells every start, with what the program calls it', () => {
      for (const [way, api] of APIS) assert.equal(startOf(way).api, api, way);
      assert.deepEqual(startOf('spawn').argv, ['sleep', '0.05']);
      assert.deepEqual(startOf('spawn').site, site(SCRIPT, "spawn('sleep', ['0.05'])"));
      assert.deepEqual(startOf('execSync').argv, ['/bin/sh', '-c', 'echo $$; exit 0']);
      assert.deepEqual(startOf('execSync').site, site(SCRIPT, "execSync('echo"));
      assert.deepEqual(startOf('exec').site, site(SCRIPT, 'promisify(exec)'));
    });

    it('tells which children may outlive the program', () => {
      assert.equal(startOf('detached').detached, true);
      assert.equal(startOf('unref').detached, undefined);
      const letGo = collector.root.said('detached').map(({ child }) => child);
      assert.deepEqual(letGo, [pid('unref'), pid('detached')]);
      assert.ok(collector.root.said('start-begin').every(({ daemon }) => !daemon));
    });

    it('tells how each child ended', () => {
      const { root } = collector;
      for (const { way, start, code, signal } of facts) {
        if (way === undefined || way === 'detached' || way === 'unref') continue;
        const reaped = root.said('reaped').find(({ child }) => child === start);
        const expected = signal === undefined ? code : { SIGTERM: -15, SIGKILL: -9 }[signal];
        assert.equal(reaped?.code, expected, way);
      }
      const signals = root.said('signal').map(({ child, signal, cause }) => [child, signal, cause]);
      assert.deepEqual(signals, [
        [pid('kill'), 'SIGTERM', 'terminate'],
        [pid('process.kill'), 'SIGKILL', 'kill'],
      ]);
    });

    it('tells who is awaited, from the listener to the end', () => {
      for (const way of ['spawn', 'fork', 'exec', 'execFile', 'kill', 'process.kill']) {
        const wait = waitOf(way);
        assert.equal(wait?.begin.cause, 'exit-event', way);
        assert.equal(wait?.end?.outcome, 'ended', way);
      }
      for (const way of ['spawnSync', 'execSync', 'execFileSync']) {
        assert.equal(waitOf(way)?.begin.cause, 'popen-wait', way);
      }
      for (const way of ['unawaited', 'detached', 'unref'])
        assert.equal(waitOf(way), undefined, way);
      assert.deepEqual(waitOf('spawn')?.begin.site, site(SCRIPT, '// awaits spawned'));
    });

    it('has waits no longer than the program measures', () => {
      for (const way of ['spawn', 'spawnSync']) {
        const fact = facts.find((each) => each.way === way);
        const wait = waitOf(way);
        assert.ok(fact?.before && fact.after && wait?.end);
        assert.ok(wait.begin.t >= fact.before, way);
        assert.ok(wait.end.t <= fact.after, way);
        // The other one sleeps before it is listened to.
        if (way === 'spawnSync') assert.ok(wait.end.t - wait.begin.t >= 20_000, 'the child sleeps');
      }
    });

    it('tells of starts that fail, in the words of Node', () => {
      const said = facts.flatMap(({ failed }) =>
        failed === undefined ? [] : [`Error: ${failed}`],
      );
      const failed = collector.root.said('start-failed');
      assert.deepEqual(failed.map(({ message }) => message).sort(), said.sort());
      assert.deepEqual(failed[0]?.site, site(SCRIPT, '// fails'));
    });

    it('has the output of each process, to the byte', () => {
      const written = (life: typeof collector.root, stream: 'stdout' | 'stderr') =>
        life
          .said('out')
          .filter((out) => out.stream === stream)
          .map(({ text }) => text)
          .join('');
      const forked = collector.lives.find(({ hello }) => hello?.pid === pid('fork'));
      assert.ok(forked);
      assert.equal(written(forked, 'stderr'), 'error of 3\n');
      const lines = stdout.split(/(?<=\n)/);
      const own = lines.filter((line) => JSON.parse(line).pid === pid('fork'));
      assert.equal(written(forked, 'stdout'), own.join(''));
      assert.equal(
        written(collector.root, 'stdout'),
        lines.filter((line) => !own.includes(line)).join(''),
      );
    });

    it('ends each process with its last words', () => {
      const forked = collector.lives.find(({ hello }) => hello?.pid === pid('fork'));
      assert.deepEqual(forked?.kinds.slice(-2), ['code-ended', 'exiting']);
      assert.equal(forked?.said('exiting')[0]?.code, 3);
      assert.deepEqual(collector.root.kinds.slice(-2), ['code-ended', 'exiting']);
    });
  });
}

function factsOf(stdout: string) {
  const lines: unknown[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return lines.map((line) => Value.Parse(Fact, line));
}
