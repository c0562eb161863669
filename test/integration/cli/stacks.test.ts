import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cli, run, temporaryFolder } from '../../support/recorded.ts';

const SCRIPT = 'test/programs/python/standing.py';
const NAMES = ['main', 'busy', 'sleeping', 'in_c', 'locked', 'taken', 'closed', 'become', 'other'];

/** Runs the processes under a recorder, lets `look` at them, and returns what the program printed. */
async function whileStanding(
  method: string,
  look: (pids: ReadonlyMap<string, string>) => Promise<void>,
  options: readonly string[] = [],
): Promise<{ stdout: string; code: unknown }> {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'session.forkscope');
  const command = [cli, 'run', '--trace', trace, ...options, '--', 'python3', SCRIPT, method];
  const child = spawn(process.execPath, command, { stdio: ['pipe', 'pipe', 'inherit'] });
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  const closed = once(child, 'close');
  try {
    while (!stdout.includes('\n')) await once(child.stdout, 'data');
    const pids = stdout.trim().split(' ');
    await look(new Map(NAMES.map((name, i) => [name, pids[i] ?? ''])));
  } finally {
    child.stdin.end('\n');
  }
  const [code] = await closed;
  folder.remove();
  return { stdout: stdout.slice(stdout.indexOf('\n') + 1), code };
}

async function stack(...args: string[]): Promise<string> {
  const { stdout, stderr } = await run([process.execPath, cli, 'stack', ...args]);
  return stdout + stderr;
}

/** Asks until a process stands where it will stay. */
async function stackWith(pid: string, text: RegExp): Promise<string> {
  for (;;) {
    const found = await stack(pid);
    if (text.test(found)) return found;
    await delay(50);
  }
}

describe('forkscope stack', function () {
  this.timeout(120_000);

  for (const method of ['fork', 'spawn'] as const) {
    it(`tells where each process stands, and who cannot answer: ${method}`, async () => {
      const { stdout, code } = await whileStanding(method, async (pids) => {
        const pid = (name: string) => pids.get(name) ?? '';
        const line = (text: string) => new RegExp(`^    ${text} +\\S+standing\\.py:\\d+$`, 'm');
        await stackWith(pid('busy'), line('busy'));
        await stackWith(pid('sleeping'), line('sleeping'));
        await stackWith(pid('in_c'), line('in_c'));
        const locked = await stackWith(pid('locked'), line('locked'));
        assert.equal(locked.match(/, innermost call first:/g)?.length, 2, locked);
        for (const name of ['taken', 'closed', 'become', 'other']) {
          await stackWith(pid(name), /cannot answer: .+\.\n/);
        }
        const all = await stack('--tree', pid('main'));
        for (const [name, each] of pids) {
          assert.ok(all.includes(`Process ${each}`), `${name} ${each} in ${all}`);
        }
        assert.match(all, line('<module>'));
      });
      // Nobody was woken, and nobody's own handler was run.
      assert.deepEqual([stdout, code], ['over -9\n', 0]);
    });
  }

  it('sends nothing where it is turned off', async () => {
    const { stdout } = await whileStanding(
      'fork',
      async (pids) => {
        assert.match(await stack(pids.get('busy') ?? ''), /has no probe that could answer/);
      },
      ['--stack-signal', 'none'],
    );
    assert.equal(stdout, 'over -9\n');
  });

  it('says so where no session has the process', async () => {
    assert.match(await stack(String(process.pid)), /No running session has a process/);
  });
});
