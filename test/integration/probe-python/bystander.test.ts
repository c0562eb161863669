/** The probe is never in the way: what a program prints and returns is as without it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Collector } from './collector.ts';
import {
  bareEnvironment,
  PROBE,
  probedEnvironment,
  program,
  pythons,
  run,
  runProbed,
} from './python.ts';

const SCRIPT = program('bystander.py');

for (const { path, version } of pythons) {
  describe(`out of the way, Python ${version}`, function () {
    this.timeout(120_000);
    let collector: Collector;
    let directory: string;
    beforeEach(async () => {
      collector = await Collector.open();
      directory = await mkdtemp(join(tmpdir(), 'forkscope-probe-test-'));
    });
    afterEach(async () => {
      await collector.close();
      await rm(directory, { recursive: true, force: true });
    });

    const same = async (args: string[], env = bareEnvironment()): Promise<void> => {
      const bare = await run(path, args, { env });
      assert.deepEqual(await runProbed(collector, path, args, { env }), bare);
      assert.deepEqual(collector.faults, []);
    };

    for (const name of [
      'state',
      'limited',
      'recursion',
      'handler',
      'threads',
      'late_threads',
      'alarm_in_join',
      'pools',
      'without',
      'gone',
    ]) {
      it(`changes nothing: ${name}`, async () => {
        await same([SCRIPT, name]);
        assert.equal(collector.root.hello?.how, 'exec');
      });
    }

    it('changes nothing where every warning is shown or is an error', async () => {
      await same(['-X', 'dev', SCRIPT, 'alarm_in_join']);
      await same(['-W', 'error', '-b', SCRIPT, 'state']);
    });

    it('writes nothing into files that took its number', async () => {
      await same([SCRIPT, 'descriptors']);
    });

    it('says hello again after exec, with the same PID', async () => {
      await same([SCRIPT, 'exec_self', '2']);
      const pids = new Set(collector.lives.map((life) => life.hello?.pid));
      assert.equal(collector.lives.length, 3);
      assert.equal(pids.size, 1);
      assert.ok(collector.lives.every((life) => life.hello?.how === 'exec'));
    });

    it('sends valid text for names that are none', async () => {
      const name = join(directory, 'p.py');
      await cp(SCRIPT, name);
      // A shell makes the bytes: argv of Node is text.
      const command = 'exec "$0" "$1" bytes_argv "$(printf "\\377\\376")" "\u00e9"';
      const bare = await run('/bin/sh', ['-c', command, path, name]);
      const outcome = await runProbed(collector, '/bin/sh', ['-c', command, path, name]);
      assert.deepEqual(outcome, bare);
      assert.deepEqual(collector.faults, []);
      assert.deepEqual(collector.root.hello?.argv.slice(-2), ['\ufffd\ufffd', '\u00e9']);
    });

    for (const flag of ['-I', '-E', '-S']) {
      it(`is not there with ${flag}`, async () => {
        // With -S nobody takes our directory from sys.path, so not everything is as without it.
        await same([flag, SCRIPT, flag === '-S' ? 'pools' : 'state']);
        assert.deepEqual(collector.lives, []);
      });
    }

    it('does nothing without a socket', async () => {
      const bare = await run(path, [SCRIPT, 'state']);
      const env: NodeJS.ProcessEnv = { ...bareEnvironment(), PYTHONPATH: PROBE };
      assert.deepEqual(await run(path, [SCRIPT, 'state'], { env }), bare);
    });

    it('is silent where nobody listens', async () => {
      const bare = await run(path, [SCRIPT, 'pools']);
      const env = probedEnvironment(join(directory, 'nobody'));
      assert.deepEqual(await run(path, [SCRIPT, 'pools'], { env }), bare);
    });

    it('is silent when the recorder has gone, though SIGPIPE kills', async () => {
      const env = probedEnvironment(collector.path);
      const child = spawn(path, [SCRIPT, 'sigpipe'], { env, stdio: ['pipe', 'pipe', 'inherit'] });
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      await once(child.stdout, 'data');
      await collector.until(() => collector.lives[0]?.hello !== undefined);
      await collector.close();
      child.stdin.end('go on\n');
      const [code, signal] = await once(child, 'close');
      collector = await Collector.open();
      assert.deepEqual([stdout, code, signal], ['ready\n[0, 0, 0]\n', 0, null]);
    });

    it('drops lines, and says so, where the recorder does not read', async () => {
      const socket = join(directory, 'socket');
      const read: Buffer[] = [];
      const server = createServer({ pauseOnConnect: true }, (connection) => {
        connection.on('data', (chunk) => read.push(chunk));
        connection.on('error', () => {});
        // Reads only what is still there when the program has ended.
        child.on('exit', () => connection.resume());
      });
      server.listen(socket);
      await once(server, 'listening');
      const child = spawn(path, [SCRIPT, 'many'], {
        env: probedEnvironment(socket),
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        stdout += text;
      });
      const [code] = await once(child, 'close');
      server.close();
      assert.deepEqual([stdout, code], ['done\n', 0]);
      // Node takes some before it pauses, the kernel holds more: whole lines, in order.
      const lines = Buffer.concat(read).toString().split('\n').slice(0, -1);
      const numbers = lines.map((line) => (JSON.parse(line) as { seq: number }).seq);
      assert.deepEqual(
        numbers,
        numbers.map((_, i) => i + 1),
      );
      assert.ok(numbers.length < 10_000);
    });

    it("runs the program's own sitecustomize", async () => {
      await writeFile(join(directory, 'sitecustomize.py'), 'print("mine", __name__, __file__)\n');
      const env = { ...bareEnvironment(), PYTHONPATH: directory };
      await same([SCRIPT, 'state'], env);
    });

    it("shows the errors of the program's own sitecustomize", async () => {
      await writeFile(join(directory, 'sitecustomize.py'), 'print("mine")\n1 / 0\n');
      await same([SCRIPT, 'bytes_argv', 'x'], { ...bareEnvironment(), PYTHONPATH: directory });
      await writeFile(join(directory, 'sitecustomize.py'), 'import not_there\n');
      await same([SCRIPT, 'bytes_argv', 'x'], { ...bareEnvironment(), PYTHONPATH: directory });
    });

    it('starts once where the way in of another recorder follows', async () => {
      const other = await Collector.open();
      try {
        const env = { ...bareEnvironment(), PYTHONPATH: other.pythonPath };
        const bare = await run(path, [SCRIPT, 'state']);
        assert.deepEqual(await runProbed(collector, path, [SCRIPT, 'state'], { env }), bare);
        assert.deepEqual([collector.lives.length, other.lives.length], [1, 0]);
      } finally {
        await other.close();
      }
    });

    it('works in a virtual environment', async function () {
      const venv = join(directory, 'venv');
      const made = await run(path, ['-m', 'venv', '--without-pip', venv]);
      if (made.code !== 0) this.skip();
      const python = join(venv, 'bin', 'python');
      const bare = await run(python, [SCRIPT, 'state']);
      assert.deepEqual(await runProbed(collector, python, [SCRIPT, 'state']), bare);
      assert.equal(collector.lives.length, 1);
    });

    it('tells the same where the library has no source', async () => {
      const where = ['-c', 'import multiprocessing; print(multiprocessing.__path__[0])'];
      const library = (await run(path, where)).stdout.trim();
      const copy = join(directory, 'multiprocessing');
      await cp(library, copy, { recursive: true });
      await run(path, ['-m', 'compileall', '-b', '-q', copy]);
      const sources = (await readdir(copy, { recursive: true })).filter((name) => /py$/.test(name));
      for (const name of sources) await rm(join(copy, name));
      const env = { ...bareEnvironment(), PYTHONPATH: directory };
      await same([program('three_children.py'), 'fork'], env);
      const { root } = collector;
      const causes = root.said('wait-begin').map((wait) => wait.cause);
      assert.deepEqual(causes.slice(0, 3), ['join', 'join', 'exit-join']);
      assert.equal(root.said('signal')[0]?.cause, 'daemon-at-exit');
      assert.equal(root.said('reaped').length, 3);
      const kinds = ['identity', 'code-ended', 'exiting'];
      assert.deepEqual(collector.named('worker').kinds, kinds);
    });

    it('leaves no bytecode behind', async () => {
      const probe = join(directory, 'probe here');
      await cp(PROBE, probe, { recursive: true });
      const before = (await readdir(probe, { recursive: true })).sort();
      const ourDirectories = [probe, collector.pythonPath];
      const { stdout: tag } = await run(path, [
        '-c',
        'import sys; sys.stdout.write(sys.implementation.cache_tag)',
      ]);
      const prefix = join(directory, 'prefix');
      await mkdir(prefix);
      for (const extra of [{}, { PYTHONPYCACHEPREFIX: prefix }]) {
        const env: NodeJS.ProcessEnv = {
          ...probedEnvironment(collector.path),
          ...extra,
          PYTHONPATH: probe,
        };
        const { stdout } = await run(path, [program('three_children.py'), 'spawn'], { env });
        assert.match(stdout, /main over/);
        const linked = { ...env, PYTHONPATH: collector.pythonPath };
        const again = await run(path, [program('three_children.py'), 'spawn'], { env: linked });
        assert.match(again.stdout, /main over/);
      }
      await collector.settled();
      assert.ok(collector.lives.length >= 20);
      // But for the session's own directory, which goes with it.
      assert.deepEqual(await readdir(join(collector.pythonPath, '__pycache__')), [
        `sitecustomize.${tag}.pyc`,
      ]);
      assert.deepEqual((await readdir(probe, { recursive: true })).sort(), before);
      // The prefix repeats the path of each file; the distribution's own sitecustomize may be there.
      const cached = await readdir(prefix, { recursive: true });
      assert.deepEqual(
        cached.filter((name) => ourDirectories.some((one) => join('/', name).startsWith(one))),
        [],
      );
    });
  });
}
