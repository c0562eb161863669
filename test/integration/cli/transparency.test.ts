import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { cli, record, run, temporaryFolder } from '../../support/recorded.ts';
import { onTerminal } from '../../support/terminal.ts';

function recorder(trace: string, ...command: string[]): string[] {
  return [process.execPath, cli, 'run', '--trace', trace, '--', ...command];
}

describe('a recorded program', () => {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'session.forkscope');
  after(() => folder.remove());

  it('gets its standard input', async () => {
    const { stdout } = await record(['cat'], { stdin: 'one\ntwo' });
    assert.equal(stdout, 'one\ntwo');
  });

  it('writes bytes of any kind', async () => {
    const script = String.raw`printf '\377\000\001'; printf '\376' >&2`;
    const recorded = await record(['bash', '-c', script]);
    const bare = await run(['bash', '-c', script]);
    assert.equal(recorded.stdout, bare.stdout);
    assert.equal(recorded.stderr, bare.stderr);
  });

  for (const code of [0, 1, 2, 126, 127, 255]) {
    it(`exits with ${code}`, async () => {
      const { code: recorded, report } = await record(['bash', '-c', `exit ${code}`]);
      assert.equal(recorded, code);
      assert.deepEqual(report.session.exit, { code });
    });
  }

  for (const signal of ['SIGTERM', 'SIGKILL', 'SIGINT', 'SIGSEGV', 'SIGABRT'] as const) {
    it(`dies by ${signal}`, async () => {
      const recorded = await record(['bash', '-c', `kill -${signal.slice(3)} $$`]);
      assert.equal(recorded.signal, signal);
      assert.deepEqual(recorded.report.session.exit, { signal });
    });
  }

  it('keeps descriptors that it was given besides the standard ones', async () => {
    const script = `exec 3< <(echo three) 4< <(echo four); ${[...recorder(trace), 'bash', '-c'].join(' ')} 'cat <&3 <&4; cat <&3'`;
    const { stdout } = await run(['bash', '-c', script]);
    assert.equal(stdout, 'four\nthree\n');
  });

  it('sees a terminal where there is one, and leaves it as the program does', async () => {
    const program = ['bash', '-c', 'test -t 0 && test -t 1 && test -t 2 && stty -echo && tty'];
    const recorded = await onTerminal(recorder(trace, ...program));
    assert.match(recorded.seen, /^\/dev\/pts\/\d+\r\n$/);
    assert.equal(recorded.echo, false, 'stty -echo outlives the recorder');
  });

  it('gets one SIGINT from Ctrl+C, and decides itself what comes of it', async () => {
    const program = [
      'python3',
      '-c',
      `
import signal, time
count = 0
def interrupted(*_):
    global count
    count += 1
signal.signal(signal.SIGINT, interrupted)
print("ready", flush=True)
while count == 0:
    time.sleep(0.01)
time.sleep(0.3)
print("interrupts", count, flush=True)
raise SystemExit(9)
`,
    ];
    const keys = ['--keys', String.raw`\x03`, '--after', 'ready'];
    const recorded = await onTerminal(recorder(trace, ...program), keys);
    assert.match(recorded.seen, /interrupts 1\r\n$/);
    assert.equal(recorded.status, 9 << 8);
  });

  it('gets the signals that are sent to the recorder', async () => {
    const program = `trap 'echo got TERM; exit 5' TERM; echo ready; while :; do sleep 0.02; done`;
    const [file = '', ...args] = recorder(trace, 'bash', '-c', program);
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    let seen = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
      if (seen === 'ready\n') child.kill('SIGTERM');
    });
    const [code] = await once(child, 'close');
    assert.equal(seen, 'ready\ngot TERM\n');
    assert.equal(code, 5);
  });

  it('has none of the editor’s variables, and its own PYTHONPATH behind ours', async () => {
    const { stdout } = await record(['env'], {
      env: { ELECTRON_RUN_AS_NODE: '1', PYTHONPATH: '/some/where' },
    });
    assert.doesNotMatch(stdout, /ELECTRON_RUN_AS_NODE/);
    assert.match(stdout, /^PYTHONPATH=.+\/python:\/some\/where$/m);
  });

  it('prints nothing of Forkscope’s own, which --summary does at the end on standard error', async () => {
    const silent = await record(['true']);
    assert.equal(silent.stdout + silent.stderr, '');
    const told = await record(['true'], { options: ['--summary'] });
    assert.equal(told.stdout, '');
    assert.match(told.stderr, /PROCESS\s+PID/);
  });
});
