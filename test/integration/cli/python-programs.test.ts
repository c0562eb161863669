/** What Python programs start and wait for, as `forkscope run` records it. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionEvent } from '../../../src/model/process-event.ts';
import {
  cli,
  pythonExecutable,
  type Recorded,
  record,
  run,
  temporaryFolder,
} from '../../support/recorded.ts';
import { ownProcesses } from '../../support/reports.ts';
import { type Measured, measured } from '../probe-python/measured.ts';

const programs = 'test/programs/python';

/** Waits that began while the program measured a case: cause, target's PID, outcome. */
function waitsOf(recorded: Recorded, one: Measured | undefined) {
  assert.ok(one);
  const { report, epochUs } = recorded;
  return report.waits
    .filter(({ startUs, evidence }) => {
      if (evidence !== 'reported') return false;
      const t = startUs + epochUs;
      return t >= Math.floor(one.before / 1000) && t <= one.after / 1000;
    })
    .map(({ cause, target, outcome, endUs, site }) => {
      assert.ok(endUs !== null && endUs + epochUs <= Math.ceil(one.after / 1000), one.case);
      assert.ok(site?.file.endsWith('.py'), one.case);
      return [cause, report.processes.find(({ id }) => id === target)?.pid ?? null, outcome];
    });
}

/** The events of a session that is recorded with its trace kept. */
async function events(command: readonly string[]): Promise<[SessionEvent[], string]> {
  const folder = temporaryFolder();
  try {
    const trace = join(folder.path, 'session.forkscope');
    const recorder = [process.execPath, cli, 'run', '--trace', trace, '--'];
    const { stdout, code } = await run([...recorder, ...command]);
    assert.equal(code, 0);
    const lines = readFileSync(trace, 'utf8').split('\n').slice(1).filter(Boolean);
    return [lines.map((line): SessionEvent => JSON.parse(line)), stdout];
  } finally {
    folder.remove();
  }
}

describe('Python programs behind a version manager’s shim', () => {
  it('are shown as without it, and what the shim runs is a helper', async () => {
    const command = ['python3', `${programs}/three_children.py`, 'fork'];
    const bare = await record(command);
    const folder = temporaryFolder();
    try {
      // As those of pyenv: a script that becomes the interpreter once other programs have found it.
      const script =
        '#!/usr/bin/env bash\nsleep 0.5\nexec env -u INTERPRETER "$INTERPRETER" "$@"\n';
      writeFileSync(join(folder.path, 'python3'), script, { mode: 0o755 });
      const path = `${folder.path}:${process.env.PATH}`;
      const env = { PATH: path, INTERPRETER: pythonExecutable() };
      const { report, code } = await record(command, { env });
      const told = (one: Recorded['report']) =>
        ownProcesses(one).map(({ name, role }) => [name, role]);
      assert.deepEqual([code, told(report)], [0, told(bare.report)]);
      assert.equal(report.processes.find(({ name }) => name === 'sleep')?.role, 'helper');
    } finally {
      folder.remove();
    }
  });
});

describe('programs that Python programs start', () => {
  it('shows subprocess: starts, waits, codes, failed starts', async () => {
    const recorded = await record(['python3', `${programs}/launches.py`, 'programs']);
    assert.deepEqual([recorded.stderr, recorded.code], ['', 0]);
    const { report } = recorded;
    const cases = measured(recorded.stdout);
    const [[cause, pid, outcome] = []] = waitsOf(recorded, cases.get('run'));
    assert.deepEqual([cause, outcome], ['popen-wait', 'ended']);
    const child = report.processes.find((one) => one.pid === pid);
    assert.equal(child?.parent, report.processes[0]?.id);
    assert.deepEqual(child?.exit, { code: 3 });
    assert.ok(child?.startSite?.file.endsWith('launches.py'));
    const long = cases.get('timeout')?.pid;
    assert.deepEqual(waitsOf(recorded, cases.get('timeout')), [['popen-wait', long, 'timed-out']]);
    assert.deepEqual(waitsOf(recorded, cases.get('interrupted')), [
      ['popen-wait', long, 'interrupted'],
    ]);
    const polled = report.processes.find((one) => one.pid === cases.get('polled')?.pid);
    assert.deepEqual([polled?.detached, polled?.exit], [true, { code: 4 }]);
    assert.match(report.failedStarts[0]?.message ?? '', /^FileNotFoundError: /);
    assert.equal(report.session.lostEvents, 0);
  });

  it('shows forks, and who waits for them', async () => {
    const recorded = await record(['python3', `${programs}/launches.py`, 'forks']);
    assert.deepEqual([recorded.stderr, recorded.code], ['', 0]);
    const { report } = recorded;
    const cases = measured(recorded.stdout);
    for (const [name, code] of [
      ['waitpid', 5],
      ['wait4', 8],
      ['waitid', 9],
    ] as const) {
      const pid = cases.get(name)?.pid;
      assert.deepEqual(waitsOf(recorded, cases.get(name)), [['waitpid', pid, 'ended']]);
      const found = report.processes.filter((one) => one.pid === pid);
      assert.deepEqual(
        found.map(({ exit, parent }) => [exit, parent]),
        [[{ code }, report.processes[0]?.id]],
      );
      assert.ok(found[0]?.startSite?.file.endsWith('launches.py'), name);
    }
    assert.deepEqual(waitsOf(recorded, cases.get('system')), [['waitpid', null, 'ended']]);
  });

  it('shows pools: workers, and the waits for results and for the end', async () => {
    const recorded = await record(['python3', `${programs}/pools.py`, 'fork']);
    assert.deepEqual([recorded.stderr, recorded.code], ['', 0]);
    const { report } = recorded;
    const cases = measured(recorded.stdout);
    assert.deepEqual(waitsOf(recorded, cases.get('map')), [['pool-result', null, 'ended']]);
    assert.deepEqual(waitsOf(recorded, cases.get('timeout')), [['pool-result', null, 'timed-out']]);
    assert.deepEqual(waitsOf(recorded, cases.get('join')), [['pool-join', null, 'ended']]);
    assert.deepEqual(waitsOf(recorded, cases.get('future')), [['pool-result', null, 'ended']]);
    assert.deepEqual(waitsOf(recorded, cases.get('thread-future')), []);
    const roles = new Set(ownProcesses(report).map(({ role }) => role));
    assert.deepEqual([...roles], ['main', 'pool-worker']);
  });

  it('shows what calls block on', async () => {
    const [all, stdout] = await events(['python3', `${programs}/blocking.py`, 'fork']);
    const cases = measured(stdout);
    const blocks = all.flatMap((event) => (event.type === 'block-began' ? [event] : []));
    for (const reason of ['queue', 'lock', 'event', 'pipe']) {
      assert.ok(
        blocks.some((block) => block.reason === reason),
        reason,
      );
    }
    const ends = all.flatMap((event) => (event.type === 'block-ended' ? [event.block] : []));
    for (const { block } of blocks) assert.ok(ends.includes(block));
    assert.ok(cases.size > 20);
  });

  it('shows remarks, and what an asyncio program awaits', async () => {
    const [remarks] = await events(['python3', `${programs}/remarks.py`, 'exit_code', 'fork']);
    const notes = remarks
      .flatMap((event) => (event.type === 'noted' ? [event.note] : []))
      .filter((note) => note !== 'watches-exit-codes');
    assert.deepEqual(notes, ['exit-code-read', 'exit-code-read']);
    const recorded = await record(['python3', `${programs}/remarks.py`, 'awaited', 'fork']);
    const { report } = recorded;
    const pid = measured(recorded.stdout).get('exec')?.pid;
    const child = report.processes.find((one) => one.pid === pid);
    assert.deepEqual(child?.exit, { code: 3 });
    const [wait] = report.waits.filter(({ target }) => target === child?.id);
    assert.deepEqual([wait?.cause, wait?.outcome], ['exit-event', 'ended']);
  });
});
