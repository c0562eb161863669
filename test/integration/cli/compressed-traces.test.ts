import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
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

  it('is neither another file, nor one that is being recorded', async () => {
    const other = join(folder.path, 'letter.txt');
    writeFileSync(other, 'dear reader\n');
    const compress = (file: string) => run([process.execPath, cli, 'compress', file]);
    const refused = await compress(other);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /letter\.txt is not a Forkscope trace/);
    assert.equal(readFileSync(other, 'utf8'), 'dear reader\n');

    const live = join(folder.path, 'live.forkscope');
    const recorder = spawn(process.execPath, [cli, 'run', '--trace', live, '--', 'cat'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    const ended = once(recorder, 'exit');
    while (!existsSync(`${live}.live`) || statSync(live).size === 0) await delay(LOOK_MS);
    const busy = await compress(live);
    assert.equal(busy.code, 2);
    assert.match(busy.stderr, /is being recorded/);
    recorder.stdin.end();
    await ended;
    assert.equal((await show(live)).session.complete, true);
  });

  it('stays as it is where it is short', async () => {
    await run([process.execPath, cli, 'run', '--trace', trace, '--', 'true']);
    const first: unknown = JSON.parse(readFileSync(trace, 'utf8').split('\n')[0] ?? '');
    assert.ok(first !== null && typeof first === 'object' && 'type' in first);
  });
});
