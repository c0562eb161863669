import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../../src/sources/process-end.ts';
import { cli, run, show, temporaryFolder } from '../../support/recorded.ts';
import { processNamed } from '../../support/reports.ts';

describe('forkscope attach', () => {
  const folder = temporaryFolder();
  const started: ChildProcess[] = [];
  after(() => {
    for (const child of started) child.kill('SIGKILL');
    folder.remove();
  });

  /** A shell with one child, which starts another one for each line that it is given. */
  async function startShell(): Promise<ChildProcess> {
    const loop = 'while read -r _; do sleep 298 >/dev/null & done';
    const script = `sleep 297 >/dev/null & echo ready; ${loop}; kill %1 %2; exit 6`;
    const shell = spawn('bash', ['-c', script], { stdio: ['pipe', 'pipe', 'ignore'] });
    started.push(shell);
    await once(shell.stdout, 'data');
    return shell;
  }

  function attach(pid: number, trace: string): ChildProcess {
    const options = ['attach', String(pid), '--trace', trace, '--no-summary'];
    const recorder = spawn(process.execPath, [cli, ...options], { stdio: 'ignore' });
    started.push(recorder);
    return recorder;
  }

  async function until(trace: string, pattern: RegExp): Promise<void> {
    while (!existsSync(trace) || !pattern.test(readFileSync(trace, 'utf8'))) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  it('shows what runs already at once, and what comes later as it comes', async () => {
    const trace = join(folder.path, 'watched.forkscope');
    const shell = await startShell();
    assert.ok(shell.pid !== undefined);
    const recorder = attach(shell.pid, trace);
    await until(trace, /"297"/);
    const early = await show(trace);
    assert.equal(early.session.complete, false);
    assert.equal(early.processes[0]?.pid, shell.pid);
    const child = processNamed(early, 'sleep');
    assert.equal(child.parent, early.processes[0]?.id);
    assert.ok(child.startUs < 0, 'it is older than the session');

    shell.stdin?.write('one\n');
    await until(trace, /"298"/);
    shell.stdin?.end();
    await once(recorder, 'close');
    const report = await show(trace);
    assert.equal(report.session.complete, true);
    assert.deepEqual(report.processes.map(({ name }) => name).sort(), ['bash', 'sleep', 'sleep']);
  });

  it('ends at Ctrl+C, and leaves the process as it was', async () => {
    const trace = join(folder.path, 'left.forkscope');
    const shell = await startShell();
    assert.ok(shell.pid !== undefined);
    const before = facts(shell.pid);
    const recorder = attach(shell.pid, trace);
    await until(trace, /"297"/);
    recorder.kill('SIGINT');
    const [code] = await once(recorder, 'close');
    assert.equal(code, 0);
    assert.ok(isAlive(shell.pid));
    assert.deepEqual(facts(shell.pid), before);
    const report = await show(trace);
    assert.equal(report.session.complete, false);
    assert.equal(report.processes.filter(({ endUs }) => endUs === null).length, 2);
    shell.stdin?.end();
  });

  it('says in one sentence that there is no such process', async () => {
    const { stderr, code } = await run([process.execPath, cli, 'attach', '4194305']);
    assert.match(stderr, /^forkscope: There is no process 4194305[^\n]*\n$/);
    assert.equal(code, 1);
  });
});

/** What a watcher might change of a process. */
function facts(pid: number): unknown {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kept = /^(TracerPid|SigCgt|SigIgn|Threads|PPid|Seccomp):.*/gm;
  return [
    status.match(kept),
    readFileSync(`/proc/${pid}/environ`, 'utf8'),
    [0, 1, 2].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`)),
  ];
}
