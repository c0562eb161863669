import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { observe } from '../../support/observed.ts';
import { pythonExecutable, record, run, show, temporaryFolder } from '../../support/recorded.ts';
import { processNamed } from '../../support/reports.ts';
import { shapeOf } from '../../support/shape.ts';

const program = 'test/programs/python/debugged.py';

describe('forkscope observe', () => {
  const folder = temporaryFolder();
  const python = pythonExecutable();
  const started: ChildProcess[] = [];
  after(() => {
    for (const child of started) child.kill('SIGKILL');
    folder.remove();
  });

  function start(args: readonly string[], env: Record<string, string>): ChildProcess {
    const child = spawn(python, args, { stdio: 'ignore', env: { ...process.env, ...env } });
    started.push(child);
    return child;
  }

  for (const method of ['fork', 'spawn', 'forkserver']) {
    it(`records what somebody else starts as \`run\` does what it starts itself (${method})`, async () => {
      const trace = join(folder.path, `${method}.forkscope`);
      const observer = await observe(trace);
      const { pid } = start([program, method], observer.env);
      assert.ok(pid !== undefined);
      observer.ask({ type: 'root', pid });
      await observer.recording;
      assert.equal(await observer.ended, 0);
      const report = await show(trace);
      assert.equal(report.session.complete, true);
      assert.equal(report.processes[0]?.pid, pid);
      assert.equal(report.processes[0]?.role, 'main');
      assert.deepEqual(report.processes[0]?.exit, { code: 0 });
      const launched = await record([python, program, method]);
      assert.deepEqual(shapeOf(report), shapeOf(launched.report));
    });
  }

  it('takes the first process that speaks where nobody says which one it is', async () => {
    const trace = join(folder.path, 'unnamed.forkscope');
    const observer = await observe(trace);
    const { pid } = start(['-c', 'import time; time.sleep(60)'], observer.env);
    await observer.recording;
    observer.process.stdin?.end();
    started.at(-1)?.kill();
    await observer.ended;
    const report = await show(trace);
    assert.deepEqual(
      report.processes.map((each) => [each.pid, each.role]),
      [[pid, 'main']],
    );
  });

  it('has what a program said that had ended before it was named', async () => {
    const trace = join(folder.path, 'short.forkscope');
    const observer = await observe(trace);
    const child = start(['-c', 'raise SystemExit(3)'], observer.env);
    await once(child, 'close');
    observer.ask({ type: 'root', pid: child.pid ?? 0 });
    assert.equal(await observer.ended, 0);
    const report = await show(trace);
    assert.equal(report.processes.length, 1);
    assert.equal(report.processes[0]?.pid, child.pid);
    assert.equal(report.processes[0]?.role, 'main');
    assert.notEqual(report.processes[0]?.endUs, null);
  });

  it('sees what has no probe through the process that was named', async () => {
    const trace = join(folder.path, 'shell.forkscope');
    const observer = await observe(trace);
    const env = { ...process.env, ...observer.env };
    const shell = spawn('bash', ['-c', 'read -r _; sleep 0.1; exit 4'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      env,
    });
    observer.ask({ type: 'root', pid: shell.pid ?? 0 });
    await observer.recording;
    shell.stdin.end('go\n');
    assert.equal(await observer.ended, 0);
    const report = await show(trace);
    assert.equal(report.processes[0]?.name, 'bash');
    assert.equal(processNamed(report, 'sleep').parent, report.processes[0]?.id);
  });

  it("keeps the program's own variables", async () => {
    const own = { PYTHONPATH: '/somewhere/of/mine', OTHER: 'x' };
    const observer = await observe(join(folder.path, 'own.forkscope'), own);
    observer.process.stdin?.end();
    assert.match(observer.env.PYTHONPATH ?? '', /^\/.*\/python:\/somewhere\/of\/mine$/);
    assert.equal(observer.env.OTHER, undefined, 'what does not change is not named');
    const print = 'import os; print(os.environ["PYTHONPATH"])';
    const env = { ...own, ...observer.env };
    const { stdout } = await run([python, '-c', print], { env });
    assert.match(stdout, /:\/somewhere\/of\/mine\n$/, 'also once the recorder has gone');
    await observer.ended;
  });

  it('leaves nothing behind when the debugger never started anything', async () => {
    const nothing = temporaryFolder();
    const observer = await observe(join(nothing.path, 'never.forkscope'));
    observer.process.stdin?.end();
    assert.equal(await observer.ended, 0);
    assert.deepEqual(readdirSync(nothing.path), []);
    nothing.remove();
  });

  it('ends when no window looks any more, and leaves the program be', async () => {
    const trace = join(folder.path, 'alone.forkscope');
    const observer = await observe(trace, {}, 0.2);
    const child = start(['-c', 'import time; time.sleep(60)'], observer.env);
    observer.ask({ type: 'root', pid: child.pid ?? 0 });
    assert.equal(await observer.ended, 0);
    assert.equal(child.exitCode, null);
    assert.ok(existsSync(`/proc/${child.pid}`));
    const report = await show(trace);
    assert.equal(report.session.complete, false);
  });
});
