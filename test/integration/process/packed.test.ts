import assert from 'node:assert/strict';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { run, temporaryFolder } from '../../support/recorded.ts';
import { lines, program, runProgram } from './programs.ts';

const node = process.execPath;
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const stripsTypes = major > 23 || (major === 23 && minor >= 6) || (major === 22 && minor >= 18);

interface Case {
  readonly title: string;
  /** Of Node, in the project's folder. */
  readonly command: readonly string[];
  readonly printed: readonly string[];
}

describe('the package as a library', () => {
  const folder = temporaryFolder();
  const at = (...path: string[]) => join(folder.path, ...path);

  before(async () => {
    const packed = await run(['npm', 'pack', '--silent', '--pack-destination', folder.path]);
    assert.equal(packed.code, 0, packed.stderr);
    const library = at('node_modules/forkscope');
    mkdirSync(library, { recursive: true });
    const tarball = at(packed.stdout.trim());
    const unpacked = await run(['tar', 'xzf', tarball, '-C', library, '--strip-components=1']);
    assert.equal(unpacked.code, 0, unpacked.stderr);
    for (const name of ['tsx', '@types']) {
      symlinkSync(resolve('node_modules', name), at('node_modules', name));
    }
    cpSync(program('packed'), folder.path, { recursive: true });
  });

  after(() => folder.remove());

  const fromModule = [
    ...['work 1 one true', 'Process-1 0', 'run 2 true', 'two 0'],
    ...['built three', 'Process-3 0', 'work 4 four true', 'Process-4 0'],
  ];
  const fromCommonJs = [
    ...['work 1 true', 'Process-1 0', 'run 2 true', 'Worker-2 0'],
    ...['other', 'Process-3 0'],
  ];
  const cases: readonly Case[] = [
    { title: 'an ECMAScript module', command: ['module/plain.mjs'], printed: ['work 2 true'] },
    { title: 'CommonJS', command: ['commonjs/plain.cjs'], printed: ['work 1 true'] },
    {
      title: 'TypeScript through tsx',
      command: ['--import', 'tsx', 'module/main.mts'],
      printed: fromModule,
    },
    {
      title: 'TypeScript as CommonJS through tsx',
      command: ['--import', 'tsx', 'commonjs/main.cts'],
      printed: fromCommonJs,
    },
    {
      title: 'TypeScript as CommonJS through tsx/cjs',
      command: ['--require', 'tsx/cjs', 'commonjs/main.cts'],
      printed: fromCommonJs,
    },
  ];
  const byNodeAlone = {
    title: 'TypeScript by Node alone',
    command: ['module/main.mts'],
    printed: fromModule,
  };

  for (const { title, command, printed } of stripsTypes ? [...cases, byNodeAlone] : cases) {
    it(`works from ${title}`, async () => {
      const settings = { cwd: folder.path };
      const { stdout, stderr, code } = await runProgram([node, ...command], settings);
      assert.deepEqual(lines(stdout), printed, stderr);
      assert.deepEqual([code, stderr], [0, '']);
    });
  }

  it('works from text on the command line, for modules that are files', async () => {
    const code =
      'import { Process } from "forkscope"; import { work } from "./module/work.mjs";' +
      'const p = new Process({ target: work }); await p.start(); await p.join();' +
      'try { await new Process({ target: () => 1 }).start() } catch (e) { console.log(e.code) }';
    writeFileSync(at('module/work.mjs'), 'export const work = () => console.log("worked");');
    const command = [node, '--input-type=module', '--eval', code];
    const { stdout, stderr } = await runProgram(command, { cwd: folder.path });
    assert.deepEqual(lines(stdout), ['worked', 'target-not-sendable'], stderr);
  });

  it('has types for both kinds of modules, which refuse what would fail', async () => {
    const options = { module: 'nodenext', target: 'es2023', strict: true, noEmit: true };
    const compilerOptions = { ...options, types: ['node'], exactOptionalPropertyTypes: true };
    const files = ['module/main.mts', 'commonjs/main.cts', 'wrong.mts'];
    writeFileSync(at('tsconfig.json'), JSON.stringify({ compilerOptions, files }));
    const tsc = resolve('node_modules/typescript/bin/tsc');
    const { stdout, code } = await run([node, tsc, '-p', folder.path]);
    assert.deepEqual([stdout, code], ['', 0]);
  });
});
