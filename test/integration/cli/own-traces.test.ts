import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { cli, run, temporaryFolder } from '../../support/recorded.ts';

describe('a recording that was given no file', () => {
  const folder = temporaryFolder();
  const traces = join(folder.path, `forkscope-traces-${process.getuid?.()}`);
  const forkscope = (...args: string[]) =>
    run([process.execPath, cli, ...args], { env: { TMPDIR: folder.path } });
  after(() => folder.remove());

  it('is what show takes, the last one of them', async () => {
    assert.equal((await forkscope('run', '--', 'sh', '-c', 'exit 3')).code, 3);
    assert.equal((await forkscope('run', '--', 'sh', '-c', 'exit 4')).code, 4);
    const { stdout, stderr } = await forkscope('show');
    assert.match(stdout, /^sh -c .*exit 4.* · exit 4\n/);
    assert.equal(stderr, '');
    assert.equal(statSync(traces).mode & 0o777, 0o700);
    assert.equal(statSync(join(traces, readdirSync(traces)[0] ?? '')).mode & 0o777, 0o600);
  });

  it('takes the place of the oldest, once there are twenty', async () => {
    const [first = ''] = readdirSync(traces);
    for (let year = 2001; year <= 2025; year += 1) {
      copyFileSync(join(traces, first), join(traces, `${year}-01-01.forkscope`));
    }
    await forkscope('run', '--', 'true');
    const names = readdirSync(traces).sort();
    assert.equal(names.length, 20);
    assert.equal(names[0], '2009-01-01.forkscope');
    assert.ok((await forkscope('show')).stdout.startsWith('true · '));
  });

  it('goes elsewhere where the folder may be written by others', async () => {
    chmodSync(traces, 0o777);
    const { code, stderr } = await forkscope('run', '--summary', '--', 'true');
    assert.equal(code, 0);
    const [, trace = ''] = /\nTrace: (.*)\n/.exec(stderr) ?? [];
    assert.ok(trace !== '' && !trace.startsWith(`${traces}/`), trace);
    const { code: none, stderr: why } = await forkscope('show');
    assert.equal(none, 2);
    assert.match(
      why,
      /^forkscope: There is no session to take; name a trace, or record one: .*\n$/,
    );
  });

  it('is not there before anything has been recorded', async () => {
    const empty = join(folder.path, 'empty');
    mkdirSync(empty);
    const { code } = await run([process.execPath, cli, 'show'], { env: { TMPDIR: empty } });
    assert.equal(code, 2);
  });
});
