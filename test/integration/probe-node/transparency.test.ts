/** What a Node program prints, returns and can find out about itself is as without the probe. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { probedEnvironment as launchEnvironment } from '../../../src/manager/probe-environment.ts';
import { Collector, TOKEN } from '../probe-python/collector.ts';
import { run } from '../probe-python/python.ts';
import {
  bareEnvironment,
  nodes,
  PROBES,
  probedEnvironment,
  program,
  runBare,
  runProbed,
} from './node.ts';

const FAILING = program('failing.cjs');
const WAYS = [
  'execSync',
  'execSync, caught',
  'execSync, deep',
  'execFileSync of nothing',
  'execFileSync, timed out',
  'spawnSync',
  'spawn',
  'spawn of a number',
  'spawn in no directory',
  'spawn with bad options',
  'exec',
  'in a listener',
  'after once',
  'a rejection',
  'a rejected number',
  'a thrown string',
  'at exit',
  'exit at exit',
  'changed at exit',
  'caught at last',
  'a trace of its own',
  'no trace',
  'killed',
  'ten listeners',
] as const;

/** Numbers that differ from run to run. */
function withoutPids(text: string): string {
  return text.replace(/\b(pid: |node:)\d+/g, '$1N');
}

for (const { path, version } of nodes) {
  describe(`out of the way, Node ${version}`, function () {
    this.timeout(60_000);
    let collector: Collector;
    beforeEach(async () => {
      collector = await Collector.open();
    });
    afterEach(() => collector.close());

    const same = async (args: string[], env = bareEnvironment()): Promise<void> => {
      const bare = await runBare(path, args, env);
      const probed = await runProbed(collector, path, args, env);
      for (const outcome of [bare, probed]) {
        outcome.stdout = withoutPids(outcome.stdout);
        outcome.stderr = withoutPids(outcome.stderr);
      }
      assert.deepEqual(probed, bare);
      assert.deepEqual(collector.faults, []);
    };

    for (const way of WAYS) {
      it(`fails as it does: ${way}`, async () => {
        await same([FAILING, way]);
        assert.equal(collector.root.hello?.runtime, 'node');
      });
    }

    for (const when of ['early', 'late']) {
      for (const options of [undefined, '', '--no-warnings', '--enable-source-maps']) {
        it(`finds the same in its process, ${when}, NODE_OPTIONS ${options}`, async () => {
          const env = { ...bareEnvironment() };
          if (options !== undefined) env.NODE_OPTIONS = options;
          await same([program('itself.cjs'), when], env);
        });
      }
    }

    it('has its probe in a directory with spaces', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'forkscope probe test '));
      try {
        await cp(PROBES, join(folder, 'probes'), { recursive: true });
        const args = [program('itself.cjs')];
        const bare = await runBare(path, args);
        const env = probedEnvironment(collector.path, bareEnvironment(), join(folder, 'probes'));
        assert.deepEqual(await run(path, args, { env }), bare);
        await collector.settled();
        assert.equal(collector.root.hello?.runtime, 'node');
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    });

    for (const flag of ['--frozen-intrinsics', '--pending-deprecation', '--trace-warnings']) {
      it(`prints nothing under ${flag}`, async () => {
        await same([flag, FAILING, 'execSync, caught']);
        await same([flag, FAILING, 'in a listener']);
      });
    }

    it('lets the test runner of Node run', async () => {
      const [major = 0] = version.split('.').map(Number);
      if (major < 20) return;
      const shape = (text: string) => text.replace(/[\d.]+ms|duration_ms:? [\d.]+/g, 'T');
      const args = ['--test', program('one.test.cjs')];
      const bare = await runBare(path, args);
      const probed = await runProbed(collector, path, args);
      assert.equal(shape(probed.stdout), shape(bare.stdout));
      assert.equal(probed.code, bare.code);
      assert.deepEqual(collector.faults, []);
    });

    it('stays out of processes that may read little', async function () {
      const flag = ['--permission', '--experimental-permission'].find(
        (each) => spawnSync(path, [each, '-e', '1'], { env: bareEnvironment() }).status === 0,
      );
      if (flag === undefined) this.skip();
      const access = {
        probesPath: PROBES,
        pythonPath: join(PROBES, 'python'),
        socketPath: collector.path,
        token: TOKEN,
        kernelTells: false,
      };
      const args = [flag, '-p', 'process.permission.has("fs.read")'];
      const env = launchEnvironment(bareEnvironment(), access, [path, ...args]);
      const [launched, bare] = [await runBare(path, args, env), await runBare(path, args)];
      assert.equal(withoutPids(launched.stderr), withoutPids(bare.stderr));
      assert.equal(launched.stdout, bare.stdout);
      await same([program('restricted.cjs'), flag]);
    });

    it('goes on where nobody listens, or nobody is there', async () => {
      const bare = await runBare(path, [program('family.mjs'), 'child', '3']);
      const server = createServer();
      const silent = join(tmpdir(), `forkscope-silent-${process.pid}`);
      await new Promise<void>((done) => server.listen(silent, done));
      server.close();
      for (const socket of [silent, '/no/such/socket', program('itself.cjs')]) {
        const env = probedEnvironment(socket);
        const outcome = await run(path, [program('family.mjs'), 'child', '3'], { env });
        const shape = ({ stdout, ...rest }: typeof bare) => ({
          ...rest,
          stdout: stdout.replace(/\d{2,}/g, 'N'),
        });
        assert.deepEqual(shape(outcome), shape(bare));
      }
    });

    it('prints everything though the recorder never reads, and counts what is lost', async () => {
      const sockets: Socket[] = [];
      const server = createServer((socket) => sockets.push(socket.pause()));
      const listening = join(tmpdir(), `forkscope-deaf-${process.pid}`);
      await new Promise<void>((done) => server.listen(listening, done));
      try {
        const args = [program('chatty.cjs'), '30000'];
        const bare = await runBare(path, args);
        assert.deepEqual(await run(path, args, { env: probedEnvironment(listening) }), bare);
        let heard = '';
        for (const socket of sockets) {
          socket.setEncoding('utf8').on('data', (text: string) => {
            heard += text;
          });
          await once(socket.resume(), 'close');
        }
        const lines = heard.split('\n').slice(0, -1);
        const numbers = lines.map((line) => Number(JSON.parse(line).seq));
        assert.deepEqual(
          numbers,
          [...numbers].sort((a, b) => a - b),
        );
      } finally {
        server.close();
      }
    });

    it('tells everything though the program writes fast', async () => {
      const args = [program('chatty.cjs'), '10000'];
      const bare = await runBare(path, args);
      assert.deepEqual(await runProbed(collector, path, args), bare);
      assert.deepEqual(collector.faults, []);
      const { root } = collector;
      const lost = root.said('dropped').reduce((sum, { count }) => sum + count, 0);
      if (lost > 0) return;
      const text = root.said('out').map((out) => out.text);
      assert.equal(Buffer.from(text.join('')).toString('latin1'), bare.stdout);
    });

    it('goes on when the recorder vanishes', async () => {
      const args = [program('chatty.cjs'), '20000'];
      const bare = await runBare(path, args);
      const server = createServer((socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => socket.destroy());
      });
      const listening = join(tmpdir(), `forkscope-vanishing-${process.pid}`);
      await new Promise<void>((done) => server.listen(listening, done));
      try {
        assert.deepEqual(await run(path, args, { env: probedEnvironment(listening) }), bare);
      } finally {
        server.close();
      }
    });

    it('leaves a program alone that has no descriptors left', async () => {
      const script = `ulimit -n 24; exec "$0" "$@"`;
      const args = ['-c', script, path, program('descriptors.cjs')];
      const bare = await run('bash', args, { env: bareEnvironment() });
      const env = probedEnvironment(collector.path);
      const probed = await run('bash', args, { env });
      await collector.settled();
      assert.deepEqual(probed, bare);
      assert.match(bare.stdout, /EMFILE/);
    });
  });
}
