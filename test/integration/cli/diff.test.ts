import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionComparison } from '../../../src/protocol/session-comparison.ts';
import { cli, run, temporaryFolder } from '../../support/recorded.ts';

describe('forkscope diff', () => {
  const folder = temporaryFolder();
  const trace = (name: string) => join(folder.path, `${name}.forkscope`);
  const diff = (...args: string[]) => run([process.execPath, cli, 'diff', ...args]);

  before(async () => {
    for (const [name, mode] of [
      ['before', 'before'],
      ['again', 'before'],
      ['after', 'after'],
    ] as const) {
      const program = ['python3', 'test/programs/python/compared.py', mode];
      await run([process.execPath, cli, 'run', '--trace', trace(name), '--', ...program]);
    }
  });
  after(() => folder.remove());

  it('finds nothing between two launches of the same program, but for time', async () => {
    const only = 'new,lost,exit-changed';
    const { stdout, stderr, code } = await diff(trace('before'), trace('again'), '--only', only);
    assert.equal(code, 0, stdout);
    assert.match(stdout, /\nNo differences in 7 processes\.\n$/);
    assert.equal(stderr, '');
  });

  it('names what is new, lost, slower, and ends or waits in another way', async () => {
    const { stdout, code } = await diff(trace('before'), trace('after'));
    assert.equal(code, 1);
    assert.match(stdout, /^compared\.py › load +slower +lived .* → .* compared\.py:\d+$/m);
    assert.match(stdout, /^compared\.py › report .*exit-changed.* exit 0 → 3 /m);
    assert.match(stdout, /^compared\.py › audit +new .*compared\.py:\d+$/m);
    assert.match(stdout, /^compared\.py › parse +lost/m);
    assert.match(stdout, /^compared\.py +.*waits-longer.* waited .* → /m);
  });

  it('tells all pairs as JSON, by the fields of its page', async () => {
    const { stdout } = await diff(trace('before'), trace('after'), '--json');
    const comparison: SessionComparison = JSON.parse(stdout);
    assert.equal(comparison.version, 1);
    assert.equal(comparison.processes.length, 8);
    const steady = comparison.processes.filter(({ a }) => /^Process-\d$/.test(a?.name ?? ''));
    assert.deepEqual(
      steady.map(({ a, b }) => [a?.name, b?.name]),
      [3, 4, 5].map((number) => [`Process-${number}`, `Process-${number}`]),
    );
    const page = readFileSync('docs/session-comparison.md', 'utf8');
    for (const field of Object.keys(comparison.processes[0] ?? {})) {
      assert.ok(page.includes(`"${field}"`), field);
    }
  });

  it('ends with 2 where it cannot compare, and says why', async () => {
    for (const args of [
      [],
      [trace('before')],
      [trace('before'), trace('none')],
      [trace('before'), trace('after'), '--only', 'older'],
      [trace('before'), trace('after'), '--slower-by', '-3'],
      [trace('before'), 'package.json'],
    ]) {
      const { stdout, stderr, code } = await diff(...args);
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.notEqual(stderr, '');
    }
  });
});
