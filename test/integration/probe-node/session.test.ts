/** A Node program under `forkscope run`: what the session shows of it, against what it says itself. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import { reduceSession, type SessionModel } from '../../../src/model/session-model.ts';
import type { ProcessView } from '../../../src/model/views.ts';
import { readTrace } from '../../../src/trace/read-trace.ts';
import { cli, type RunResult, run, temporaryFolder } from '../../support/recorded.ts';
import { site } from '../probe-python/python.ts';
import { nodes, program } from './node.ts';

const SCENE = program('scene.cjs');
const Fact = Type.Object({
  pid: Type.Integer(),
  ppid: Type.Integer(),
  cluster: Type.Optional(Type.Integer()),
  worker: Type.Optional(Type.Integer()),
  thread: Type.Optional(Type.Integer()),
  ofThread: Type.Optional(Type.Integer()),
  awaited: Type.Optional(Type.Integer()),
});

interface Session extends RunResult {
  readonly model: SessionModel;
}

for (const { path, version } of nodes) {
  describe(`a session of Node ${version}`, function () {
    this.timeout(60_000);
    const folder = temporaryFolder();
    after(() => folder.remove());

    const session = async (...command: string[]): Promise<Session> => {
      const trace = join(folder.path, 'session.forkscope');
      const recorder = [process.execPath, cli, 'run', '--trace', trace, '--'];
      const result = await run([...recorder, ...command], { cwd: folder.path });
      const { header, events } = await readTrace(trace);
      return { ...result, model: reduceSession(header, events) };
    };

    describe('of a cluster, a thread and a busy waiter', () => {
      let scene: Session;
      let main: ProcessView;
      before(async () => {
        scene = await session(path, SCENE);
        const found = scene.model.processes().find(({ role }) => role === 'main');
        assert.ok(found);
        main = found;
      });

      const said = (key: keyof Static<typeof Fact>) => {
        for (const line of scene.stdout.trim().split('\n')) {
          const fact = Value.Parse(Fact, JSON.parse(line));
          if (fact[key] !== undefined) return fact;
        }
        throw new Error(`nothing said of ${key}`);
      };
      const byPid = (pid: number | undefined): ProcessView => {
        const found = scene.model.processes().filter((each) => each.pid === pid);
        const [process] = found;
        assert.ok(process && found.length === 1, `${found.length} processes have PID ${pid}`);
        return process;
      };

      it('shows each process once, below the one that started it', () => {
        const pids = [said('worker').worker, said('ofThread').ofThread, said('awaited').awaited];
        assert.equal(main.pid, said('worker').pid);
        for (const pid of pids) assert.equal(byPid(pid).parent, main.id);
        assert.equal(scene.model.processes().length, pids.length + 1);
        assert.equal(main.name, 'scene.cjs');
        assert.equal(main.kind, 'node');
      });

      it('names the worker of a cluster', () => {
        const worker = byPid(said('cluster').pid);
        assert.equal(worker.name, 'worker 1');
        assert.equal(worker.api, 'cluster.fork');
        assert.equal(worker.role, 'child');
        assert.deepEqual(worker.exit, { code: 3 });
        assert.deepEqual(worker.startSite, site(SCENE, 'cluster.fork()'));
      });

      it('shows the worker thread as a fact of its process', () => {
        const [thread, ...others] = main.threads;
        assert.deepEqual(others, []);
        assert.equal(thread?.exitCode, 5);
        // Older versions tell a thread its script too late.
        const [major = 0] = version.split('.').map(Number);
        if (major >= 16) assert.equal(thread?.file, SCENE);
        assert.ok(thread && thread.endUs !== null && thread.endUs > thread.startUs);
      });

      it('shows an awaited child as a wait, and its waiter as blocked only while idle', () => {
        const target = byPid(said('awaited').awaited);
        const wait = scene.model.waits().find((each) => each.target === target.id);
        assert.equal(wait?.cause, 'exit-event');
        assert.equal(wait?.outcome, 'ended');
        const meanwhile = main.intervals.filter(
          ({ startUs, endUs }) =>
            startUs < (wait.endUs ?? 0) && (endUs ?? Number.POSITIVE_INFINITY) > wait.startUs,
        );
        const states = meanwhile.map(({ state, reason }) =>
          reason ? `${state} ${reason}` : state,
        );
        assert.ok(states.includes('blocked exit-event'), states.join());
        assert.ok(states.includes('running') || states.includes('ready'), states.join());
      });

      it('shows how it ended', () => {
        assert.equal(scene.code, 1);
        assert.equal(main.exception, 'RangeError: the end');
        assert.equal(main.endCause, 'exception');
        assert.ok(main.codeEndedUs !== null && main.endUs !== null);
        assert.ok(main.codeEndedUs <= main.endUs);
      });

      it('has each line under the process that wrote it', () => {
        const lines = new Map<string, string[]>();
        for (const { process, text } of scene.model.output()) {
          lines.set(process, [...(lines.get(process) ?? []), text]);
        }
        for (const [process, texts] of lines) {
          const pid = scene.model.process(process)?.pid;
          for (const text of texts.filter((each) => each.startsWith('{'))) {
            assert.equal(Value.Parse(Fact, JSON.parse(text)).pid, pid);
          }
        }
        const all = [...lines.values()].flat().filter((each) => each.startsWith('{'));
        assert.deepEqual(all.sort(), scene.stdout.trim().split('\n').sort());
      });
    });

    it('names npm and what it runs', async function () {
      if (path !== nodes[0]?.path) this.skip();
      const scripts = { inner: 'node -e "process.exit(0)"', outer: 'npm run inner' };
      writeFileSync(join(folder.path, 'package.json'), JSON.stringify({ name: 'x', scripts }));
      const { model, code } = await session('npm', 'run', 'outer');
      assert.equal(code, 0);
      const names = model.processes().map(({ name }) => name);
      assert.equal(names[0], 'npm run outer');
      assert.ok(names.includes('npm run inner'), names.join());
      assert.ok(names.includes('node -e'), names.join());
    });

    it('finds the lines of a TypeScript program', async function () {
      const file = join(folder.path, 'typed.mts');
      writeFileSync(file, TYPED);
      const [major = 0] = version.split('.').map(Number);
      if (major < 20) this.skip();
      const tsx = new URL('../../../node_modules/tsx/dist/loader.mjs', import.meta.url).href;
      const ways = [['--import', tsx], ...(major >= 24 ? [[]] : [])];
      for (const options of ways) {
        const { model, stderr } = await session(path, ...options, file);
        const child = model.processes().find(({ name }) => name === 'sleep');
        assert.deepEqual(child?.startSite, site(file, "spawn('sleep'"), stderr);
        const wait = model.waits().find(({ target }) => target === child?.id);
        assert.deepEqual(wait?.site, site(file, 'await once'));
      }
    });
  });
}

const TYPED = `import { spawn } from 'node:child_process';
import { once } from 'node:events';

interface Words {
  readonly many: readonly string[];
}

const words: Words = { many: ['0.05'] };

const child = spawn('sleep', [...words.many]);
await once(child, 'exit');
`;
