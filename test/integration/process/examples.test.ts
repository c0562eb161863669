/** The examples in TypeScript, recorded: what the document's rows promise must be seen. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptCommand } from '../../../src/manager/script-command.ts';
import { type Recorded, record } from '../../support/recorded.ts';
import {
  ownProcesses,
  processNamed,
  type ReportedProcess,
  type ReportedWait,
  waitsFor,
} from '../../support/reports.ts';
import { lines } from './programs.ts';

const FOLDER = 'examples/typescript';

interface Seen extends Recorded {
  readonly main: ReportedProcess;
  readonly children: readonly ReportedProcess[];
  joins(child: ReportedProcess): ReportedWait[];
  exitJoins(child: ReportedProcess): ReportedWait[];
}

const examples: Readonly<Record<string, (seen: Seen) => void>> = {
  'start.mts'({ main, children, stdout, exitJoins }) {
    const [child] = only(children, 1);
    assert.deepEqual([child.parent, child.name, child.target], [main.id, 'Process-1', 'greet']);
    assert.match(stdout, new RegExp(`^child ${child.pid} of ${main.pid} `, 'm'));
    assert.match(stdout, new RegExp(`^main ${main.pid} of ${main.ppid} `, 'm'));
    assert.deepEqual([child.ppid, exitJoins(child).length], [main.pid, 1]);
    assert.equal(child.startSite?.line, lineOf('start.mts', '.start()'));
  },
  'arguments.mts'({ main, children, joins, exitJoins }) {
    const [child] = only(children, 1);
    assert.deepEqual(joins(child), []);
    const [last] = exitJoins(child);
    assert.ok(main.codeEndedUs !== null && last !== undefined && last.startUs >= main.codeEndedUs);
  },
  'isolated_data.mts'({ stdout }) {
    assert.deepEqual(
      lines(stdout).map((line) => line.replace(/ \/.*/, '')),
      ['child: count is 100', 'main: count is 99'],
    );
  },
  'ten_children.mts'({ children }) {
    only(children, 10);
    assert.equal(new Set(children.map(({ pid }) => pid)).size, 10);
  },
  'exit_phase.mts'({ main, children, exitJoins }) {
    only(children, 3);
    const { codeEndedUs } = main;
    assert.ok(codeEndedUs !== null);
    for (const child of children) {
      const waits = exitJoins(child);
      if ((child.endUs ?? 0) > codeEndedUs + 100_000) assert.equal(waits.length, 1, child.name);
      for (const wait of waits) assert.equal(wait.outcome, 'ended');
    }
    assert.ok((main.endUs ?? 0) >= Math.max(...children.map(({ endUs }) => endUs ?? 0)));
  },
  'orphan.mts'({ main, children, joins, exitJoins }) {
    const [child] = only(children, 1);
    assert.deepEqual([...joins(child), ...exitJoins(child)], []);
    assert.ok((child.endUs ?? 0) > (main.endUs ?? Number.POSITIVE_INFINITY));
  },
  'join.mts'({ main, children, joins, stdout }) {
    const [child] = only(children, 1);
    const [wait] = only(joins(child), 1);
    assert.deepEqual([wait.waiter, wait.outcome], [main.id, 'ended']);
    assert.equal(wait.site?.line, lineOf('join.mts', '.join()'));
    assert.match(stdout, /first[\s\S]*second/);
  },
  'join_many.mts'({ children, report, joins }) {
    only(children, 5);
    const order = report.waits.filter(({ cause }) => cause === 'join').map(({ target }) => target);
    assert.deepEqual(
      order,
      children.map(({ id }) => id),
    );
    for (const child of children) assert.equal(joins(child)[0]?.outcome, 'ended');
  },
  'one_by_one.mts'({ children, joins }) {
    only(children, 3);
    for (const [at, child] of children.entries()) {
      const [wait] = only(joins(child), 1);
      const next = children[at + 1];
      if (next !== undefined) assert.ok((wait.endUs ?? 0) <= next.startUs);
    }
  },
  'join_timeout.mts'({ children, joins, stdout }) {
    const [child] = only(children, 1);
    assert.deepEqual(
      joins(child).map(({ outcome, timeoutUs }) => [outcome, timeoutUs]),
      [
        ['timed-out', 200_000],
        ['ended', null],
      ],
    );
    assert.match(stdout, /^still alive: true .*\nexit code: 0 /);
  },
  'subclass.mts'({ children, stdout }) {
    only(children, 3);
    for (const { name, pid, className } of children) {
      assert.equal(className, 'Letter');
      assert.match(name, /^Letter-[123]$/);
      assert.match(stdout, new RegExp(`^${name} \\(${pid}\\): `, 'm'));
    }
  },
  'daemon.mts'({ main, children, stdout }) {
    const [daemon] = only(children, 1);
    assert.deepEqual([daemon.daemon, daemon.endCause], [true, 'daemon-terminated']);
    assert.ok((daemon.endUs ?? 0) >= (main.codeEndedUs ?? Number.POSITIVE_INFINITY));
    assert.doesNotMatch(stdout, /daemon ends/);
  },
  'daemon_children.mts'({ children, report, stdout }) {
    const [daemon] = only(children, 1);
    const [failed] = only(report.failedStarts, 1);
    assert.equal(failed.parent, daemon.id);
    assert.match(failed.message, /A daemon may not have children/);
    assert.equal(failed.site?.line, lineOf('daemon_children.mts', 'target: nothing'));
    assert.match(stdout, /exit code 1 /);
  },
  'daemon_and_worker.mts'({ main, report, exitJoins, stdout }) {
    const daemon = processNamed(report, 'daemon');
    const worker = processNamed(report, 'worker');
    assert.deepEqual([daemon.endCause, worker.endCause], ['daemon-terminated', 'exited']);
    assert.ok((daemon.endUs ?? 0) < (worker.endUs ?? 0));
    assert.equal(exitJoins(worker).length, 1);
    assert.ok((main.endUs ?? 0) >= (worker.endUs ?? 0));
    assert.match(stdout, /code ends[\s\S]*worker ends/);
  },
  'heartbeat.mts'({ report, joins, main }) {
    const daemon = processNamed(report, 'heartbeat');
    const worker = processNamed(report, 'statistics');
    const [wait] = only(joins(worker), 1);
    assert.deepEqual(worker.exit, { code: 1 });
    assert.deepEqual([daemon.endCause, wait.waiter], ['daemon-terminated', main.id]);
    assert.ok((wait.endUs ?? 0) <= (daemon.endUs ?? 0));
  },
  'sockets.mts'({ children, stdout }) {
    assert.deepEqual(children.map(({ name }) => name).sort(), ['client', 'server']);
    assert.match(stdout, /^server has read: what time is it/m);
    assert.match(stdout, /^client has read: answer to "what time is it/m);
  },
  'compute.mts'({ children }) {
    only(children, 4);
    const ran = (name: string) => children.find((each) => each.name === name)?.states.running ?? 0;
    assert.ok(ran('800 ms') > ran('400 ms') && ran('400 ms') > ran('100 ms'));
    const [first] = children;
    assert.ok(
      children.every(({ startUs }) => startUs < (first?.endUs ?? 0)),
      'lifetimes overlap',
    );
  },
  'ask_and_wait.mts'({ children, stdout }) {
    const [clock] = only(children, 1);
    assert.equal(clock.endCause, 'daemon-terminated');
    assert.match(stdout, /hello, Ada/);
  },
  'poll_and_work.mts'({ children, joins }) {
    const [worker] = only(children, 1);
    assert.deepEqual(joins(worker), []);
  },
};

describe('the examples in TypeScript', function () {
  // A loader takes its time in each of their processes.
  this.timeout(120_000);

  it('are all tried, and each says first what to look at', () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith('.mts'));
    assert.deepEqual(names.sort(), Object.keys(examples).sort());
    for (const name of names) {
      assert.match(readFileSync(join(FOLDER, name), 'utf8'), /^\/\/ Look for: .+\.\n/, name);
    }
  });

  for (const [name, check] of Object.entries(examples)) {
    it(`${name} shows what it promises`, async () => {
      const [, ...words] = scriptCommand(join(FOLDER, name), [], 'typescript', 'python3');
      const options = ['--wait-all=20'];
      const recorded = await record([process.execPath, ...words], {
        options,
        stdin: 'Ada\n',
      });
      const { report, stderr, code } = recorded;
      assert.equal(code, 0, stderr);
      assert.deepEqual([report.session.lostEvents, report.session.complete], [0, true]);
      const main = processNamed(report, name);
      check({
        ...recorded,
        main,
        // What a loader keeps for itself is not the example's.
        children: ownProcesses(report).filter(({ evidence, id }) => {
          return id !== main.id && evidence.name === 'reported';
        }),
        joins: (child) => waitsFor(report, child, 'join'),
        exitJoins: (child) => waitsFor(report, child, 'exit-join'),
      });
    });
  }
});

function only<T>(list: readonly T[], count: number): [T, ...T[]] {
  const [first, ...rest] = list;
  assert.ok(first !== undefined && list.length === count, `${list.length} instead of ${count}`);
  return [first, ...rest];
}

/** The line of an example that holds a text. */
function lineOf(name: string, text: string): number {
  const all = readFileSync(join(FOLDER, name), 'utf8').split('\n');
  return all.findIndex((line) => line.includes(text)) + 1;
}
