import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isAlive } from '../../../src/sources/process-end.ts';
import { cli, record, run, show, temporaryFolder } from '../../support/recorded.ts';
import { processNamed } from '../../support/reports.ts';

describe('a session of a plain program', () => {
  it('has the tree, the exits and the sampled waits of a shell', async () => {
    // Each lasts several sampling intervals.
    const script = 'sleep 0.6 & (sleep 0.4; exit 3) & wait; exit 4';
    const { report, code } = await record(['bash', '-c', script]);
    assert.equal(code, 4);
    const [shell] = report.processes;
    assert.equal(shell?.name, 'bash');
    assert.equal(shell?.kind, 'other');
    const children = report.processes.filter(({ parent }) => parent === shell?.id);
    assert.deepEqual(children.map(({ name }) => name).sort(), ['bash', 'sleep']);
    const wait = report.waits.find(({ waiter }) => waiter === shell?.id);
    assert.equal(wait?.cause, 'waitpid');
    assert.equal(wait?.evidence, 'sampled');
    assert.equal(wait?.site, null);
    assert.ok(wait.endUs !== null && wait.endUs - wait.startUs > 200_000);
    assert.equal(report.session.mainEndedUs, null, 'a shell does not say when its code ends');
  });

  it('returns with the root, and notes what is left over', async () => {
    const { report } = await record(['bash', '-c', 'sleep 30 >/dev/null 2>&1 & sleep 0.3']);
    const [left] = report.processes.filter(({ endUs }) => endUs === null);
    assert.equal(left?.name, 'sleep');
    try {
      assert.equal(report.session.complete, false);
      assert.ok(isAlive(left.pid), 'it was left alone');
    } finally {
      process.kill(left.pid, 'SIGKILL');
    }
  });

  it('waits for what outlives the root when asked to', async () => {
    const script = 'sleep 0.8 & sleep 0.3';
    const { report } = await record(['bash', '-c', script], { options: ['--wait-all'] });
    assert.equal(report.session.complete, true);
    assert.ok(report.session.durationUs > 700_000);
  });

  for (const sampler of ['ps', 'pidtree']) {
    it(`is followed by polling ${sampler} where there is no /proc`, async () => {
      const { report } = await record(['bash', '-c', 'sleep 2 & wait'], {
        options: ['--sampler', sampler, '--capture', 'sample'],
      });
      assert.equal(report.processes.length, 2);
      const [shell, child] = report.processes;
      assert.equal(child?.parent, shell?.id);
      assert.equal(child?.evidence.start, 'sampled');
      assert.ok(report.session.sources.some(({ name }) => name === sampler));
      if (sampler === 'ps') {
        assert.equal(child.name, 'sleep');
        assert.ok(child.states.blocked > 0);
      }
    });
  }
});

describe('a trace', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  it('holds what had been reported when its recorder is killed; the program goes on', async () => {
    const trace = join(folder.path, 'killed.forkscope');
    const release = join(folder.path, 'release');
    const program = ['python3', 'test/programs/python/until_file.py', release];
    const recorder = spawn(process.execPath, [cli, 'run', '--trace', trace, '--', ...program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let seen = '';
    recorder.stdout.setEncoding('utf8').on('data', (text: string) => {
      seen += text;
    });
    const joining = /"type":"wait-began".*"cause":"join"/;
    while (!existsSync(trace) || !joining.test(readFileSync(trace, 'utf8'))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    recorder.kill('SIGKILL');
    const report = await show(trace);
    const child = processNamed(report, 'patient');
    assert.equal(report.session.complete, false);
    assert.equal(report.session.exit, null);
    assert.equal(report.waits.find(({ cause }) => cause === 'join')?.target, child.id);
    assert.ok(isAlive(child.pid), 'the program goes on');
    writeFileSync(release, '');
    await once(recorder.stdout, 'close');
    assert.match(seen, /joined\n$/, 'and ends as it would have');
  });

  it('opens up to its last whole event when it is cut, and says what it left out', async () => {
    const trace = join(folder.path, 'cut.forkscope');
    await run([process.execPath, cli, 'run', '--trace', trace, '--', 'bash', '-c', 'sleep 0.2']);
    const whole = await show(trace);
    const size = readFileSync(trace).length;
    appendFileSync(trace, 'no JSON\n{"type":"later"}\n{"type":"ended","tUs":"never"}\n');
    const { stderr } = await run([process.execPath, cli, 'show', trace]);
    assert.match(stderr, /1 events of unknown types, 2 unreadable lines/);
    assert.deepEqual(await show(trace), whole);
    truncateSync(trace, size - 10);
    const cut = await show(trace);
    assert.equal(cut.session.complete, false);
    assert.equal(cut.processes[0]?.pid, whole.processes[0]?.pid);
  });
});
