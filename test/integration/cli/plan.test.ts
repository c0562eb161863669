import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  cli,
  pythonExecutable,
  type RunResult,
  run,
  show,
  temporaryFolder,
} from '../../support/recorded.ts';
import { processNamed, waitsFor } from '../../support/reports.ts';

describe('forkscope run --plan', () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder.path, name);
  const trace = at('session.forkscope');
  after(() => folder.remove());

  function play(plan: object, options: readonly string[] = []): Promise<RunResult> {
    writeFileSync(at('app.plan.json'), JSON.stringify(plan, null, 1));
    const recorder = [process.execPath, cli, 'run', '--trace', trace, ...options];
    return run([...recorder, '--plan', at('app.plan.json'), '--python', pythonExecutable()]);
  }

  /** A command that prints a line and ends. */
  const shell = (name: string, script: string, more: object = {}) => {
    return { name, command: 'sh', args: ['-c', script], ...more };
  };

  it('starts each when those that it is after have ended, and ends daemons with the last', async () => {
    writeFileSync(
      at('seed.py'),
      'import os, sys\nprint("seed", os.environ["WORD"], sys.argv[1:])\n',
    );
    const { stdout, stderr, code } = await play({
      processes: [
        shell('server', 'exec sleep 1000', { daemon: true }),
        shell('report', 'echo report', { after: ['seed', 'load'] }),
        { name: 'seed', script: 'seed.py', args: ['x'], env: { WORD: 'hello' } },
        shell('load', 'sleep 0.2; echo load'),
      ],
    });
    assert.deepEqual([code, stderr], [0, '']);
    const printed = stdout.trim().split('\n');
    assert.deepEqual([...printed].sort(), ['load', 'report', "seed hello ['x']"]);
    assert.equal(printed.at(-1), 'report');

    const report = await show(trace);
    assert.deepEqual(report.session.command, ['forkscope', 'run', '--plan', at('app.plan.json')]);
    const main = processNamed(report, 'app.plan.json');
    const [server, last, seed] = ['server', 'report', 'seed'].map((n) => processNamed(report, n));
    assert.ok(server !== undefined && last !== undefined && seed !== undefined);
    assert.deepEqual([server.daemon, server.endCause], [true, 'daemon-terminated']);
    assert.ok(last.startUs >= (seed.endUs ?? Number.POSITIVE_INFINITY));
    for (const each of [server, last, seed]) assert.equal(each.parent, main.id);
    assert.equal(waitsFor(report, seed, 'join')[0]?.waiter, main.id);
    assert.deepEqual([seed.kind, report.session.complete], ['python', true]);
  });

  it('ends as the first that is no daemon and has failed', async () => {
    const { code } = await play({
      processes: [
        shell('daemon', 'exit 9', { daemon: true }),
        shell('good', 'exit 0'),
        shell('killed', 'kill -9 $$', { after: ['bad'] }),
        shell('bad', 'exit 4'),
      ],
    });
    assert.equal(code, 128 + 9);
  });

  it('kills a daemon that does not end within the grace, and reports what survives it', async () => {
    const { code, stdout } = await play({
      graceSeconds: 0.1,
      processes: [
        shell(
          'stubborn',
          `trap '' TERM; sleep 1000 >/dev/null 2>&1 & echo $! > ${at('pid')}; : > ${at('up')}; wait; wait`,
          {
            daemon: true,
          },
        ),
        shell('work', `while [ ! -e ${at('up')} ]; do sleep 0.05; done; cat ${at('pid')}`),
      ],
    });
    assert.equal(code, 0);
    const report = await show(trace);
    assert.equal(processNamed(report, 'stubborn').endCause, 'killed');
    const [survivor] = report.processes.filter(({ pid }) => pid === Number(stdout));
    assert.ok(survivor !== undefined && survivor.endUs === null);
    assert.equal(report.session.complete, false);
    process.kill(survivor.pid, 'SIGKILL');
  });

  it('starts nothing of a plan of which anything is wrong', async () => {
    const good = shell('good', `: > ${at('started')}`);
    const wrong: readonly (readonly [object, RegExp, number])[] = [
      [{ name: 'b', script: 'missing.py' }, /the script missing\.py cannot be read/, 2],
      [{ name: 'b', command: '/no/such/program' }, /no such file/, 127],
      [{ name: 'b', command: 'sh', cwd: 'nowhere' }, /directory .*nowhere does not exist/, 1],
      [shell('b', 'true', { after: ['c'] }), /app\.plan\.json:\d+: b is after c, which is not/, 2],
      [shell('b', 'true', { restart: true }), /has no property "restart"/, 2],
    ];
    for (const [process_, message, expected] of wrong) {
      const { stdout, stderr, code } = await play({ processes: [good, process_] });
      assert.match(stderr, /^forkscope: [^\n]+\n$/);
      assert.match(stderr, message);
      assert.deepEqual([stdout, code], ['', expected], stderr);
    }
    const none = await run([process.execPath, cli, 'run', '--plan', at('none.json')]);
    assert.match(none.stderr, /^forkscope: .*none\.json cannot be read: [^\n]+\n$/);
    const both = await run([
      process.execPath,
      cli,
      'run',
      '--plan',
      at('app.plan.json'),
      '--',
      'true',
    ]);
    assert.match(both.stderr, /Give a launch plan or a command to run, not both/);
    assert.ok(!existsSync(at('started')));
  });
});
