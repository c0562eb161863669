import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, run, show, temporaryFolder } from '../../support/recorded.ts';

describe('forkscope import', () => {
  const folder = temporaryFolder();
  const inFolder = (name: string) => join(folder.path, name);
  const importFile = (...args: string[]) => run([process.execPath, cli, 'import', ...args]);
  after(() => folder.remove());

  it('makes a session of a log of strace', async function () {
    const log = inFolder('strace.log');
    const script = '(sleep 0.2; exit 3) & sleep 0.1; wait $!; exit 4';
    const strace = ['strace', '-f', '-ttt', '-s', '256', '-o', log, 'bash', '-c', script];
    const traced = await run(strace).catch(() => undefined);
    if (traced?.code !== 4) {
      console.log('      strace is missing, or may not trace here');
      this.skip();
    }
    const { code, stdout, stderr } = await importFile(log);
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /strace\.log\.forkscope was written/);
    const report = await show(`${log}.forkscope`);
    assert.deepEqual(report.session.command, ['bash', '-c', script]);
    assert.equal(report.session.complete, true);
    assert.equal(report.processes.length, 4);
    const [shell] = report.processes;
    assert.deepEqual(shell?.exit, { code: 4 });
    assert.equal(shell.ppid, 0, 'the log does not say who started it');
    const subshell = report.processes.find(({ exit }) => exit && 'code' in exit && exit.code === 3);
    assert.equal(subshell?.parent, shell.id);
    const sleeps = report.processes.filter(({ name }) => name === 'sleep');
    assert.deepEqual(sleeps.map(({ argv }) => argv[1]).sort(), ['0.1', '0.2']);
    const wait = report.waits.find(({ waiter, endUs }) => waiter === shell.id && endUs !== null);
    assert.ok(wait && wait.endUs !== null && wait.evidence === 'kernel');
    assert.deepEqual(report.session.sources, [
      { name: 'strace', status: 'ended', message: `Imported from ${log}.`, host: 0 },
    ]);
  });

  it('makes a session of what VizTracer writes', async () => {
    const file = inFolder('result.json');
    const slice = { ph: 'X', pid: 7, tid: 7, ts: 5, dur: 10, name: 'main', cat: 'FEE' };
    writeFileSync(file, JSON.stringify({ traceEvents: [slice] }));
    const out = inFolder('out.forkscope');
    assert.equal((await importFile(file, '-o', out)).code, 0);
    const report = await show(out);
    assert.deepEqual(
      report.processes.map(({ pid, startUs, endUs }) => [pid, startUs, endUs]),
      [[7, 0, 10]],
    );
  });

  it('refuses what it does not know, and leaves no trace', async () => {
    for (const text of ['hello\n', '', '{"traceEvents": []}', '12:00:01 execve("/bin/true")\n']) {
      const file = inFolder('other.log');
      writeFileSync(file, text);
      const { code, stderr } = await importFile(file);
      assert.equal(code, 1, text);
      assert.match(stderr, /^forkscope: .*other\.log is [^\n]+\n$/);
      assert.throws(() => readFileSync(`${file}.forkscope`));
    }
    const { code, stderr } = await importFile(inFolder('none.log'));
    assert.equal(code, 1);
    assert.match(stderr, /none\.log cannot be read/);
  });
});
