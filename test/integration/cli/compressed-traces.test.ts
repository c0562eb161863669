import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cli, run, show, temporaryFolder } from '../../support/recorded.ts';

const LOOK_MS = 20;
/** Some 600 KB of trace. */
const MANY_LINES = 'for i in range(20_000): print("line", i, "of a program that prints a lot")';

describe('a long trace', () => {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'long.forkscope');
  after(() => folder.remove());

  const isCompressed = () => readFileSync(trace).subarray(0, 2).toString('hex') === '1f8b';

  it('is compressed once it is closed, and reads the same', async () => {
    const recorded = await run([
      ...[process.execPath, cli, 'run', '--trace', trace, '--'],
      ...['python3', '-c', MANY_LINES],
    ]);
    assert.equal(recorded.code, 0);
    const before = await show(trace);
    while (!isCompressed()) await delay(LOOK_MS);
    assert.deepEqual(await show(trace), before);

    const text = execFileSync('zcat', [trace], { maxBuffer: 2 ** 28 });
    assert.match(text.toString('utf8', 0, 30), /^\{"type":"session"/);
    assert.ok(statSync(trace).size * 4 < text.length);
    assert.equal(statSync(trace).mode & 0o777, 0o600);
    assert.deepEqual(readdirSync(folder.path), ['long.forkscope']);
  });

  it('may be replaced by another one, like any trace', async () => {
    const again = await run([process.execPath, cli, 'run', '--trace', trace, '--', 'true']);
    assert.deepEqual([again.code, again.stderr], [0, '']);
    assert.equal((await show(trace)).processes.length, 1);
  });

  it('stays as it is where it is short', async () => {
    await run([process.execPath, cli, 'run', '--trace', trace, '--', 'true']);
    const first: unknown = JSON.parse(readFileSync(trace, 'utf8').split('\n')[0] ?? '');
    assert.ok(first !== null && typeof first === 'object' && 'type' in first);
  });
});
