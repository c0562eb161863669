/** What the probe has compiled once: later processes load it, and nothing but what they may trust. */
import assert from 'node:assert/strict';
import {
  chmod,
  cp,
  mkdtemp,
  readdir,
  readFile,
  rm,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Collector } from './collector.ts';
import {
  bareEnvironment,
  fewPythons,
  PROBE,
  probedEnvironment,
  program,
  run,
  runProbed,
} from './python.ts';

const SCRIPT = program('codes.py');
const BYSTANDER = program('bystander.py');

for (const { path, version } of fewPythons) {
  describe(`code that was compiled before, Python ${version}`, function () {
    this.timeout(120_000);
    let cache: string;
    let collector: Collector;
    beforeEach(async () => {
      cache = await mkdtemp(join(tmpdir(), 'forkscope-probe-test-'));
      collector = await Collector.open(cache);
    });
    afterEach(async () => {
      await collector.close();
      await rm(cache, { recursive: true, force: true });
    });

    const says = async (name: string): Promise<string> => {
      const { stdout, stderr, code } = await runProbed(collector, path, [SCRIPT, name]);
      assert.deepEqual([stderr, code, collector.faults], ['', 0, []]);
      assert.ok(collector.lives.at(-1)?.hello);
      return stdout.trim();
    };
    const plant = async (probe = PROBE): Promise<string> => {
      const { stdout, stderr } = await runProbed(collector, path, [SCRIPT, 'plant', probe]);
      assert.equal(stderr, '');
      return join(collector.codePath, stdout.trim());
    };
    const files = async (): Promise<Map<string, string>> => {
      const names = (await readdir(collector.codePath)).sort();
      const read = async (name: string): Promise<[string, string]> => [
        name,
        await readFile(join(collector.codePath, name), 'latin1'),
      ];
      return new Map(await Promise.all(names.map(read)));
    };
    const change = async (how: (file: string) => Promise<void>): Promise<void> => {
      for (const name of (await files()).keys()) await how(join(collector.codePath, name));
    };

    it('is loaded by the next process, and in the next session', async () => {
      assert.equal(await says('loaded'), 'True None');
      const before = await files();
      assert.ok([...before.keys()].every((name) => /^[0-9a-f]{16}$/.test(name)));
      assert.equal(await says('loaded'), 'False None');
      assert.deepEqual(await files(), before);
      await collector.close();
      collector = await Collector.open(cache);
      assert.equal(await says('loaded'), 'False None');
      assert.deepEqual(await files(), new Map());
    });

    it('is loaded in place of a part', async () => {
      await plant();
      assert.equal(await says('loaded'), 'True 1');
    });

    it('is another one for other options of the compiler', async () => {
      await plant();
      const { stdout } = await runProbed(collector, path, ['-O', SCRIPT, 'loaded']);
      assert.equal(stdout.trim(), 'True None');
    });

    it('is not used once the part has changed', async () => {
      const probe = join(cache, 'python');
      await cp(PROBE, probe, { recursive: true });
      const env = { ...probedEnvironment(collector.path), PYTHONPATH: probe };
      const said = async () => (await run(path, [SCRIPT, 'loaded'], { env })).stdout.trim();
      await plant(probe);
      assert.equal(await said(), 'True 1');
      await utimes(join(probe, 'forkscope_probe', 'lazy.py'), 1, 1);
      assert.equal(await said(), 'False None');
    });

    it('is not used where others may write', async () => {
      const file = await plant();
      await chmod(file, 0o622);
      assert.equal(await says('loaded'), 'True None');
      await plant();
      await chmod(collector.codePath, 0o755);
      assert.equal(await says('loaded'), 'True None');
    });

    it('is compiled anew where files are cut, of another content or none', async () => {
      await says('loaded');
      const whole = await files();
      for (const bytes of [0, 5, 8, 100]) {
        await change((file) => truncate(file, bytes));
        assert.equal(await says('loaded'), 'True None');
        assert.deepEqual([...(await files()).keys()], [...whole.keys()]);
      }
      const [one = ''] = whole.values();
      await change((file) => writeFile(file, one, 'latin1'));
      assert.equal(await says('loaded'), 'True None');
      await change((file) => writeFile(file, 'x'.repeat(1_000)));
      assert.equal(await says('loaded'), 'True None');
      assert.equal(await says('loaded'), 'False None');
    });

    it('is not written where the program lets nobody write', async () => {
      assert.equal(await says('forbidden'), 'True None');
    });

    it('is not written where a limit on the size of files would end the program', async () => {
      assert.equal(await says('small'), 'True None');
    });

    it('lets through what a signal handler of the program raises', async () => {
      assert.equal(await says('interrupted'), 'reached the program: of the program');
      assert.ok([...(await files()).keys()].every((name) => /^[0-9a-f]{16}$/.test(name)));
    });

    it('does the same as what is compiled anew', async () => {
      for (const name of ['recursion', 'handler', 'alarm_in_join', 'limited', 'pools']) {
        const bare = await run(path, [BYSTANDER, name], { env: bareEnvironment() });
        for (let turn = 0; turn < 2; turn += 1) {
          assert.deepEqual(await runProbed(collector, path, [BYSTANDER, name]), bare, name);
        }
      }
      assert.deepEqual(collector.faults, []);
    });
  });
}
