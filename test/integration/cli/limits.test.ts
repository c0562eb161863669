import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { cli, run, show, temporaryFolder } from '../../support/recorded.ts';

const PRINTS = 'for i in range(20_000): print("line", i, "of a program that prints a lot")';
/** 1.5 MB, and slowly enough that nothing of it is too much for the probe. */
const WRITES = `import time
for i in range(3_000): print("x" * 500, flush=True); i % 10 or time.sleep(0.002)`;
const THREE = `import subprocess, sys; [subprocess.run([sys.executable, "-c", ${JSON.stringify(WRITES)}]) for _ in "abc"]`;

describe('how much is kept', () => {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'limited.forkscope');
  after(() => folder.remove());

  const record = (options: string[], code: string) =>
    run([
      ...[process.execPath, cli, 'run', '--trace', trace, ...options],
      ...['--', 'python3', '-c', code],
    ]);

  it('is the tree and its waits once a trace is at its limit; what is missing is counted', async () => {
    const { stderr, code } = await record(['--trace-limit', '1'], THREE);
    assert.equal(code, 0);
    assert.match(stderr, /^forkscope: The trace has reached its limit of 1 MB/m);
    const { session, processes, waits } = await show(trace);
    assert.ok(session.lostEvents > 1_000, String(session.lostEvents));
    assert.equal(session.complete, true);
    const printing = processes.filter(({ argv }) => argv.includes(WRITES));
    assert.deepEqual(
      printing.map(({ exit }) => exit),
      Array.from({ length: 3 }, () => ({ code: 0 })),
    );
    const ended = waits.filter(
      ({ cause, outcome }) => cause === 'popen-wait' && outcome === 'ended',
    );
    assert.equal(ended.length, 3);
    assert.ok(statSync(trace).size < 1.3 * 2 ** 20);
  });

  it('is as many lines of output as the user says, then a gap', async () => {
    const { stdout } = await record(['--output-lines', '100'], PRINTS);
    assert.equal(stdout.split('\n').length, 20_001);
    const shown = await run([process.execPath, cli, 'show', trace, '--output']);
    const lines = shown.stdout.split('\n');
    assert.ok(lines.length > 100 && lines.length < 1_000, String(lines.length));
    assert.match(shown.stdout, /not kept/);
  });

  it('is said in numbers', async () => {
    const { stderr, code } = await record(['--trace-limit', 'much'], 'pass');
    assert.equal(code, 2);
    assert.match(stderr, /whole number/);
  });
});
