/** Where Node processes stand, told without a signal and without a difference to the program. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cli, run, temporaryFolder } from '../../support/recorded.ts';

const PROGRAM = 'test/programs/node/standing.mjs';

/** Runs the program under a recorder until it stands, and gives the stacks of the session's Node. */
async function stackOf(where: string, until: RegExp, options: readonly string[] = []) {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'session.forkscope');
  const command = [cli, 'run', '--trace', trace, ...options, '--', process.execPath, PROGRAM];
  const child = spawn(process.execPath, [...command, where], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  let pid = '';
  try {
    await once(child.stdout, 'data');
    const children = `/proc/${child.pid}/task/${child.pid}/children`;
    [pid = ''] = readFileSync(children, 'utf8').split(' ');
    for (;;) {
      const { stdout } = await run([process.execPath, cli, 'stack', pid]);
      if (until.test(stdout)) return stdout;
      await delay(50);
    }
  } finally {
    process.kill(Number(pid), 'SIGKILL');
    await closed;
    folder.remove();
  }
}

function lineOf(text: string): number {
  return readFileSync(PROGRAM, 'utf8').split('\n').indexOf(text) + 1;
}

function frame(name: string, text: string): RegExp {
  return new RegExp(`^    ${name} +\\S+standing\\.mjs:${lineOf(text)}$`, 'm');
}

const BUSY = '  while (performance.now() - began < Number(ms));';
const BLOCKED = '  execSync(command);';
const WAITING = '  console.error(Atomics.wait(cell, 0, 0, Number(ms)));';
const BESIDE = ['--node-stacks'];

describe('forkscope stack of a Node process', function () {
  this.timeout(120_000);

  it('tells what its event loop waits for', async () => {
    const loop = /^ {4}event loop, waits for .*Timeout/m;
    await Promise.all([stackOf('idle', loop), stackOf('idle', loop, BESIDE)]);
  });

  it('tells the synchronous call in which it stands', async () => {
    const call = frame('child_process\\.execSync', BLOCKED);
    await Promise.all([stackOf('blocked', call), stackOf('blocked', call, BESIDE)]);
  });

  it('says why a busy one cannot answer', async () => {
    await stackOf('busy', /cannot answer: it is busy and .* forkscope\.probe\.nodeStacks/);
    await stackOf('waiting', /cannot answer: it is busy and /);
  });

  it('tells the lines of a busy one, and of one in Atomics.wait, from beside', async () => {
    const busy = await stackOf('busy', frame('busy', BUSY), BESIDE);
    assert.match(
      busy,
      frame('\\(anonymous\\)', '({ idle, busy, blocked, waiting, threads })[where]();'),
    );
    await stackOf('waiting', frame('waiting', WAITING), BESIDE);
  });

  it('asks worker threads, too', async () => {
    const stacks = await stackOf('threads', /worker 2.*:\n {4}event loop, waits for .*Timeout\n/);
    assert.match(stacks, /^ {2}main thread, .*\n {4}event loop/m);
  });

  it('changes nothing of what the program does', async () => {
    const places = ['idle', 'busy', 'blocked', 'waiting', 'threads'];
    await Promise.all(places.map(isUnchanged));
  });
});

/** Asks a program for its stacks again and again, and compares what it does with what it does alone. */
async function isUnchanged(where: string): Promise<void> {
  const command = [process.execPath, PROGRAM, where, '1500'];
  const folder = temporaryFolder();
  const trace = join(folder.path, 'session.forkscope');
  const recorded = [process.execPath, cli, 'run', '--trace', trace, ...BESIDE, '--', ...command];
  let isOver = false;
  const ended = run(recorded).finally(() => {
    isOver = true;
  });
  while (!isOver) await stacksOfSession(trace);
  assert.deepEqual(await ended, await run(command));
  folder.remove();
}

/** Asks for the stacks of whatever process the trace begins with, if there is one by now. */
async function stacksOfSession(trace: string): Promise<void> {
  await delay(100);
  const text = await run([process.execPath, cli, 'show', '--json', trace]);
  const pid = /"pid": ?(\d+)/.exec(text.stdout)?.[1];
  if (pid !== undefined) await run([process.execPath, cli, 'stack', pid]);
}
