import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { record, temporaryFolder } from '../../support/recorded.ts';
import { ownProcesses, processNamed, waitsFor } from '../../support/reports.ts';
import { program } from './programs.ts';

describe('Process in a session', () => {
  it('tells who it is, by whom and where it was started, and who waits for whom', async () => {
    const folder = temporaryFolder();
    const file = program('session.mjs');
    const command = [process.execPath, file, join(folder.path, 'go')];
    const { report, code, stderr } = await record(command);
    folder.remove();
    assert.equal(code, 2, stderr);
    assert.equal(report.session.lostEvents, 0);
    const lineOf = (text: string) => {
      const lines = readFileSync(file, 'utf8').split('\n');
      return { file, line: lines.findIndex((line) => line.includes(text)) + 1 };
    };

    const names = ownProcesses(report).map(({ name }) => name);
    assert.deepEqual([...names].sort(), [
      'Process-2:1',
      'beat',
      'killed',
      'nest',
      'session.mjs',
      'shell',
      'wrong',
    ]);
    const main = processNamed(report, 'session.mjs');
    const nest = processNamed(report, 'nest');
    const inner = processNamed(report, 'Process-2:1');
    const daemon = processNamed(report, 'beat');
    const shell = processNamed(report, 'shell');
    const killed = processNamed(report, 'killed');
    for (const child of [nest, daemon, shell, killed]) assert.equal(child.parent, main.id);
    assert.equal(inner.parent, nest.id);
    assert.deepEqual([nest.className, nest.target, nest.daemon], ['Nest', null, false]);
    assert.deepEqual([inner.className, inner.target], [null, 'untilFile']);
    assert.deepEqual([daemon.daemon, daemon.endCause], [true, 'daemon-terminated']);
    assert.deepEqual([killed.exit, killed.endCause], [{ signal: 'SIGKILL' }, 'killed']);
    assert.deepEqual(nest.startSite, lineOf('await nest.start()'));
    assert.deepEqual(inner.startSite, lineOf('await inner.start()'));
    assert.deepEqual(shell.startSite, lineOf('await shell.start()'));
    assert.equal(nest.evidence.name, 'reported');

    const [timedOut] = waitsFor(report, nest, 'join');
    assert.deepEqual([timedOut?.outcome, timedOut?.timeoutUs], ['timed-out', 50_000]);
    assert.deepEqual(timedOut?.site, lineOf('nest.join(50)'));
    assert.deepEqual(
      waitsFor(report, shell, 'join').map(({ outcome, waiter }) => [outcome, waiter]),
      [['ended', main.id]],
    );
    const [implicit] = waitsFor(report, inner, 'exit-join');
    assert.deepEqual([implicit?.waiter, implicit?.site], [nest.id, null]);
    assert.equal(waitsFor(report, nest, 'exit-join').length, 1);
    assert.ok(main.codeEndedUs !== null && nest.codeEndedUs !== null);
    assert.ok(nest.codeEndedUs < main.codeEndedUs);

    const [failed, ...others] = report.failedStarts;
    assert.deepEqual(others, []);
    assert.match(failed?.message ?? '', /^ProcessError: target .* is not exported by its module/);
    assert.deepEqual(failed?.site, lineOf("name: 'wrong'"));
  });

  it('tells of the exit phase after an uncaught error, too', async () => {
    const folder = temporaryFolder();
    const command = [process.execPath, program('exit-phase.mjs'), join(folder.path, 'go'), 'throw'];
    const { report, code } = await record(command);
    folder.remove();
    assert.equal(code, 1);
    const worker = processNamed(report, 'Process-2');
    const [wait, ...others] = waitsFor(report, worker, 'exit-join');
    assert.deepEqual([wait?.outcome, others], ['ended', []]);
    assert.equal(processNamed(report, 'exit-phase.mjs').endCause, 'exception');
  });
});
