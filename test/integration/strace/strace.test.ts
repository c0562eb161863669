import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { record, run } from '../../support/recorded.ts';
import { processNamed } from '../../support/reports.ts';

const options = ['--capture', 'strace'];

/** Whether strace is there and may trace; only then has a test of it a meaning. */
function canTrace(): boolean {
  return spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0;
}

describe('capture by strace', () => {
  before(function () {
    if (!canTrace()) {
      console.log('      strace is missing, or may not trace here');
      this.skip();
    }
  });

  it('sees every process of a burst, with command and exit code', async () => {
    const script = 'for ((i = 0; i < 300; i++)); do /bin/true; done; /bin/false; :';
    const { report } = await record(['bash', '-c', script], {
      options: [...options, '--sampler', 'none'],
    });
    assert.equal(report.processes.length, 302);
    const [shell, ...children] = report.processes;
    for (const child of children) {
      assert.equal(child.parent, shell?.id);
      assert.ok(['true', 'false'].includes(child.name), child.name);
      assert.deepEqual(child.exit, { code: child.name === 'true' ? 0 : 1 });
      assert.equal(child.evidence.end, 'kernel');
    }
  });

  it('has the exact waits of an uninstrumented program', async () => {
    const { report } = await record(['bash', '-c', 'sleep 0.3; exit 2'], { options });
    const child = processNamed(report, 'sleep');
    const wait = report.waits.find(({ cause }) => cause === 'waitpid');
    assert.equal(wait?.evidence, 'kernel');
    assert.ok(wait.endUs !== null && child.endUs !== null && wait.endUs >= child.endUs);
    assert.deepEqual(report.session.exit, { code: 2 });
  });

  it('shows each process of a Python program once, with what its probe says', async () => {
    const { report } = await record(['python3', 'test/programs/python/stamped.py'], { options });
    const names = report.processes.filter(({ role }) => role !== 'helper').map(({ name }) => name);
    assert.deepEqual(names.sort(), ['beat', 'first', 'slow', 'stamped.py', 'third']);
    const first = processNamed(report, 'first');
    assert.deepEqual(
      report.waits.filter(({ target }) => target === first.id).map(({ cause }) => cause),
      ['join'],
    );
  });

  it('leaves output, exit code and parent as they are', async () => {
    const script = 'echo out; echo err >&2; ps -o comm= -p $PPID; exit 3';
    const recorded = await record(['bash', '-c', script], { options });
    const bare = await record(['bash', '-c', script]);
    assert.equal(recorded.stdout, bare.stdout);
    assert.equal(recorded.stderr, bare.stderr);
    assert.equal(recorded.code, 3);
  });

  it('is refused in one sentence where strace is missing', async () => {
    const command = [process.execPath, 'dist/cli.js', 'run', ...options, '--', '/bin/true'];
    const { stderr, code } = await run(command, { env: { PATH: '/no/such/folder' } });
    assert.match(stderr, /^forkscope: strace is not installed[^\n]*\n$/);
    assert.equal(code, 1);
  });
});
