import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cli, run, temporaryFolder } from '../../support/recorded.ts';
import { onTerminal } from '../../support/terminal.ts';

describe('forkscope show --follow', () => {
  const folder = temporaryFolder();
  const follow = (trace: string) => [process.execPath, cli, 'show', trace, '--follow'];
  after(() => folder.remove());

  /** A session that goes on until it is released. */
  async function begin(name: string) {
    const trace = join(folder.path, `${name}.forkscope`);
    const gate = join(folder.path, `${name}.gate`);
    const program = ['python3', 'test/programs/python/until_file.py', gate];
    const recorder = spawn(process.execPath, [cli, 'run', '--trace', trace, '--', ...program], {
      stdio: 'ignore',
    });
    const ended = once(recorder, 'exit');
    while (!existsSync(`${trace}.live`)) await delay(20);
    const release = async () => {
      writeFileSync(gate, '');
      await ended;
    };
    return { trace, release };
  }

  it('shows the session as it is, and at Ctrl+C prints it and leaves it alone', async () => {
    const { trace, release } = await begin('shown');
    const keys = ['--after', 'waits for patient', '--keys', String.raw`\x03`];
    const { seen, status } = await onTerminal(follow(trace), keys);
    assert.equal(status >> 8, 130);
    const [screen = '', printed = ''] = seen.split('\x1b[?1049l');
    assert.ok(screen.startsWith('\x1b[?1049h'), JSON.stringify(screen.slice(0, 40)));
    assert.match(printed, /until_file\.py .* waits for patient/);
    await release();
    const { stdout } = await run([process.execPath, cli, 'show', trace]);
    assert.match(stdout, /exit 0\n/);
  });

  it('prints the session when it has ended, where there is no terminal', async () => {
    const { trace, release } = await begin('printed');
    const following = run(follow(trace));
    await release();
    const { stdout, stderr, code } = await following;
    assert.deepEqual([code, stderr], [0, '']);
    assert.match(stdout, /^python3 .* exit 0\n/);
    assert.match(stdout, /patient .* ended 0/);
    assert.ok(!stdout.includes('\x1b'));
  });

  it('prints a session that has ended long ago', async () => {
    const { trace, release } = await begin('over');
    await release();
    const { stdout, code } = await run(follow(trace));
    assert.equal(code, 0);
    assert.match(stdout, /patient .* ended 0/);
  });
});
