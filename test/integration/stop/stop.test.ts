import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readStat } from '../../../src/sources/procfs/proc-files.ts';
import { cli, run, show, temporaryFolder } from '../../support/recorded.ts';

const program = 'test/programs/python/hostile.py';
const LOOK_MS = 20;

interface Noted {
  readonly pid: number;
  readonly start: number;
  readonly word: string;
}

describe('forkscope stop', function () {
  this.timeout(120_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let log: string;
  let trace: string;
  let started: ChildProcess[] = [];

  beforeEach(() => {
    folder = temporaryFolder();
    log = join(folder.path, 'log');
    trace = join(folder.path, 'session.forkscope');
    started = [];
  });

  afterEach(() => {
    for (const { pid } of alive()) process.kill(pid, 'SIGKILL');
    for (const child of started) child.kill('SIGKILL');
    folder.remove();
  });

  function noted(): Noted[] {
    if (!existsSync(log)) return [];
    const lines = readFileSync(log, 'utf8').split('\n').slice(0, -1);
    return lines.map((line) => {
      const [pid = '', start = '', word = ''] = line.split(' ');
      return { pid: Number(pid), start: Number(start), word };
    });
  }

  function alive(): Noted[] {
    return noted().filter(({ pid, start }) => {
      const stat = readStat(pid);
      return stat?.startTicks === start && stat.state !== 'Z';
    });
  }

  /** Resolves once `count` processes have noted `word`. */
  async function until(word: string, count = 1): Promise<Noted> {
    for (;;) {
      const fitting = noted().filter((each) => each.word === word);
      const [first] = fitting;
      if (first !== undefined && fitting.length >= count) return first;
      await delay(LOOK_MS);
    }
  }

  async function untilState(pid: number, state: string): Promise<void> {
    while (readStat(pid)?.state !== state) await delay(LOOK_MS);
  }

  async function untilLive(): Promise<void> {
    while (!existsSync(`${trace}.live`)) await delay(LOOK_MS);
  }

  function launch(...kinds: string[]): ChildProcess {
    const command = ['python3', program, log, ...kinds];
    const recorder = [cli, 'run', '--quiet', '--trace', trace, '--', ...command];
    const child = spawn(process.execPath, recorder, { stdio: 'ignore' });
    started.push(child);
    return child;
  }

  function bare(...kinds: string[]): ChildProcess {
    const child = spawn('python3', [program, log, ...kinds], { stdio: 'ignore' });
    started.push(child);
    return child;
  }

  const stop = (...args: string[]) => run([process.execPath, cli, 'stop', ...args]);

  it('ends a session that resists in every way, and leaves nothing of it', async () => {
    const recorder = launch('ignores', 'leaves', 'stopped', 'zombie', 'bomb');
    const ended = once(recorder, 'exit');
    await until('bomb', 200);
    await until('ignores', 2);
    await until('zombie');
    await untilState((await until('stopped')).pid, 'T');
    const { stdout, stderr, code } = await stop(trace);
    assert.deepEqual(alive(), [], stdout);
    assert.match(stdout, /^\d+ processes ended; nothing is left\.\n/);
    assert.equal(code, 0);
    assert.match(stderr, /SIGINT.*\n.*SIGTERM.*\n.*halting them.*\n.*SIGKILL/);
    assert.ok(
      noted().some(({ word }) => word === 'bye'),
      'the stopped one could answer',
    );
    await ended;
    const report = await show(trace);
    assert.equal(report.session.complete, true);
    assert.equal(report.processes[0]?.endCause, 'stopped');
  });

  it('asks first: who ends at SIGINT gets no more', async () => {
    launch('listens');
    const { pid } = await until('listens');
    assert.match((await stop(trace)).stdout, /^2 processes ended; nothing is left\.\n/);
    const report = await show(trace);
    const child = report.processes.find((each) => each.pid === pid);
    assert.deepEqual(child?.exit, { signal: 'SIGINT' });
    assert.equal(child?.endCause, 'stopped');
  });

  it('ends one process, and one process with its tree', async () => {
    launch('listens', 'ignores', 'leaves');
    const { pid: one } = await until('listens');
    await until('ignores', 2);
    const first = await stop(trace, '--pid', String(one));
    assert.match(
      first.stdout,
      /^1 process ended; .*\n {2}\d+ has ended, but its parent \d+ has not/,
    );
    assert.equal(first.code, 0);
    assert.equal(alive().length, 3);
    const { pid: main } = await until('main');
    const second = await stop(trace, '--pid', String(main), '--tree', '--now');
    assert.equal(second.code, 0, second.stdout);
    assert.deepEqual(alive(), []);
  });

  it('refuses a process that the session does not know', async () => {
    launch('listens');
    await until('listens');
    const { stderr, code } = await stop(trace, '--pid', String(process.pid));
    assert.match(stderr, /not alive any more/);
    assert.equal(code, 1);
  });

  it('can be cancelled; what it halted goes on', async () => {
    launch('ignores');
    await until('ignores');
    const stopping = spawn(process.execPath, [cli, 'stop', trace], { stdio: 'pipe' });
    started.push(stopping);
    let [stdout, stderr] = ['', ''];
    stopping.stdout.on('data', (text) => {
      stdout += text;
    });
    stopping.stderr.on('data', (text) => {
      stderr += text;
    });
    const closed = once(stopping, 'close');
    while (!stderr.includes('SIGTERM')) await delay(LOOK_MS);
    stopping.kill('SIGINT');
    const [code] = await closed;
    assert.equal(code, 1);
    assert.match(stdout, /^Stop was cancelled; .*\n.*goes on in spite of SIGTERM/);
    assert.equal(alive().length, 2);
    for (const { pid } of alive()) assert.notEqual(readStat(pid)?.state, 'T');
    assert.equal((await stop(trace, '--now')).code, 0);
  });

  it('ends a watched process and all below it', async () => {
    const child = bare('ignores', 'leaves', 'bomb');
    await until('bomb', 200);
    await until('ignores', 2);
    const recorder = spawn(
      process.execPath,
      [cli, 'attach', String(child.pid), '--trace', trace, '--no-summary'],
      { stdio: 'ignore' },
    );
    started.push(recorder);
    await untilLive();
    const { pid } = await until('main');
    const { stdout } = await stop(trace);
    assert.ok(!alive().some((each) => each.pid === pid), stdout);
    // Nothing tells of the one that had left before anybody looked.
    assert.deepEqual(
      alive().map(({ word }) => word),
      ['ignores'],
    );
  });

  it('ends any process by its PID, with its tree', async () => {
    const child = bare('ignores', 'zombie', 'bomb');
    await until('bomb', 200);
    const { code, stdout } = await stop(String(child.pid), '--tree');
    assert.deepEqual(alive(), []);
    assert.equal(code, 0, stdout);
  });

  it('says which process it may not end', async function () {
    if (process.getuid?.() !== 0) this.skip();
    const child = bare('listens');
    await until('listens');
    const stopping = spawn(process.execPath, [cli, 'stop', String(child.pid)], {
      uid: 65_534,
      gid: 65_534,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let stdout = '';
    stopping.stdout.on('data', (text) => {
      stdout += text;
    });
    const [code] = await once(stopping, 'close');
    assert.match(stdout, /python3 \(\d+\): not permitted; it belongs to another user/);
    assert.equal(code, 1);
  });

  it('says in one sentence what it cannot make sense of', async () => {
    const { stderr, code } = await stop('no-such-file');
    assert.match(stderr, /^forkscope: no-such-file is neither a trace nor a process ID\.\n$/);
    assert.equal(code, 2);
    assert.match((await stop('4194304')).stderr, /^forkscope: There is no process 4194304/);
  });
});
