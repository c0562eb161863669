/** Every example of examples/python, and what it is there to show, under each start method. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import type { SessionReport } from '../../../src/protocol/session-report.ts';
import { type Recorded, record } from '../../support/recorded.ts';
import {
  ownProcesses,
  processNamed,
  type ReportedProcess,
  waitsFor,
} from '../../support/reports.ts';

const FOLDER = 'examples/python';
const METHODS = ['fork', 'spawn', 'forkserver'];

interface Example {
  /** Whether the start method is its argument; default: true. */
  readonly takesMethod?: boolean;
  readonly stdin?: string;
  readonly code?: number;
  check(report: SessionReport, recorded: Recorded): void;
}

function mainOf(report: SessionReport): ReportedProcess {
  const main = report.processes.find(({ role }) => role === 'main');
  assert.ok(main);
  return main;
}

/** The children of main, by start. */
function childrenOf(report: SessionReport, parent = mainOf(report)): ReportedProcess[] {
  return ownProcesses(report).filter((each) => each.parent === parent.id);
}

function endOf({ name, endUs }: ReportedProcess): number {
  assert.ok(endUs !== null, `${name} has ended`);
  return endUs;
}

function overlap(a: ReportedProcess, b: ReportedProcess): boolean {
  return a.startUs < endOf(b) && b.startUs < endOf(a);
}

/** The one wait of main for a child. */
function oneWait(report: SessionReport, name: string, cause: 'join' | 'exit-join') {
  const waits = waitsFor(report, processNamed(report, name), cause);
  assert.equal(waits.length, 1, `one ${cause} of ${name}`);
  const [wait] = waits;
  assert.ok(wait?.endUs !== undefined && wait.endUs !== null);
  return { ...wait, endUs: wait.endUs };
}

function printedPids(stdout: string): number[] {
  return (stdout.match(/\d+/g) ?? []).map(Number);
}

const examples: Readonly<Record<string, Example>> = {
  'same_program_twice.py': {
    takesMethod: false,
    check(report, { stdout }) {
      const main = mainOf(report);
      assert.ok(printedPids(stdout).includes(main.pid));
      assert.ok(main.usage !== null && main.usage.rssBytes > 0, 'memory is allocated to it');
    },
  },
  'first_child.py': {
    check(report, { stdout }) {
      const [child, ...others] = childrenOf(report);
      const main = mainOf(report);
      assert.equal(others.length, 0);
      assert.equal(child?.target, 'greet');
      assert.ok(child.startSite?.file.endsWith('first_child.py'));
      assert.deepEqual(printedPids(stdout), [main.pid, child.pid, main.pid]);
    },
  },
  'with_arguments.py': {
    check(report) {
      const counter = processNamed(report, 'counter');
      const waits = report.waits.filter(({ waiter }) => waiter === mainOf(report).id);
      assert.deepEqual(
        waits.map(({ cause, target }) => [cause, target]),
        [['exit-join', counter.id]],
        'no wait where the script has none',
      );
    },
  },
  'isolated_data.py': {
    check(report, { stdout }) {
      assert.match(stdout, /child: count is 100[\s\S]*main: count is 99/);
      const printed = (process: ReportedProcess) =>
        report.output.filter((line) => line.process === process.id).map(({ text }) => text);
      assert.match(printed(processNamed(report, 'counter')).join('\n'), /^child: count is 100/);
      assert.match(printed(mainOf(report)).join('\n'), /^main: count is 99/);
      assert.equal(oneWait(report, 'counter', 'join').outcome, 'ended');
    },
  },
  'ten_at_once.py': {
    check(report) {
      const children = childrenOf(report);
      assert.equal(children.length, 10);
      // On a slow machine the first has ended before the last is started.
      for (const [i, next] of children.slice(1).entries()) {
        const before = children[i];
        assert.ok(before && overlap(next, before), 'none waits for the one before');
      }
      for (const child of children) {
        assert.deepEqual(waitsFor(report, child, 'join'), []);
      }
    },
  },
  'zombie_and_orphan.py': {
    takesMethod: false,
    check(report) {
      const [zombie, parent] = childrenOf(report);
      assert.ok(zombie && parent);
      assert.ok(zombie.zombieUs > 0, 'it was a zombie until it was reaped');
      const [orphan] = childrenOf(report, parent);
      assert.ok(orphan?.adopter, 'it was adopted');
      assert.ok(orphan.startUs < endOf(parent));
    },
  },
  'one_join.py': {
    check(report) {
      const wait = oneWait(report, 'mail', 'join');
      assert.equal(wait.outcome, 'ended');
      assert.ok(wait.site?.file.endsWith('one_join.py'));
      assert.ok(wait.endUs >= endOf(processNamed(report, 'mail')) - 1_000);
    },
  },
  'join_all.py': {
    check(report) {
      const names = ['0.3 s', '0.6 s', '0.1 s', '0.4 s'];
      const waits = names.map((name) => oneWait(report, name, 'join'));
      assert.deepEqual(
        waits.map(({ startUs }) => startUs),
        waits.map(({ startUs }) => startUs).sort((a, b) => a - b),
      );
      // The third had ended long before.
      const [, second, third] = waits;
      assert.ok(second && third && third.endUs - third.startUs < second.endUs - second.startUs);
    },
  },
  'one_after_the_other.py': {
    check(report) {
      const children = childrenOf(report);
      assert.equal(children.length, 4);
      for (const [i, child] of children.entries()) {
        assert.ok(children.every((other, j) => i === j || !overlap(child, other)));
      }
    },
  },
  'join_timeout.py': {
    check(report) {
      const wait = oneWait(report, 'slow', 'join');
      assert.equal(wait.outcome, 'timed-out');
      assert.equal(wait.timeoutUs, 300_000);
      assert.ok(endOf(processNamed(report, 'slow')) > wait.endUs, 'the child goes on');
      assert.equal(oneWait(report, 'slow', 'exit-join').outcome, 'ended');
    },
  },
  'own_class.py': {
    check(report) {
      const greeter = processNamed(report, 'greeter of world');
      assert.equal(greeter.className, 'Greeter');
      assert.equal(greeter.target, null);
      const [failed, ...others] = report.failedStarts;
      assert.ok(failed);
      assert.equal(others.length, 0);
      assert.ok(failed.site?.file.endsWith('own_class.py'));
      assert.match(failed.message, /Error: /);
    },
  },
  'concurrent_or_parallel.py': {
    check(report) {
      const children = childrenOf(report);
      assert.equal(children.length, 4);
      const running = children.reduce((sum, { states }) => sum + states.running, 0);
      assert.ok(running > 1_000_000, 'most of 4 × 0.5 s was seen as running');
    },
  },
  'three_states.py': {
    check(report) {
      const computes = processNamed(report, 'computes');
      const wants = processNamed(report, 'wants the lock');
      assert.ok(computes.states.running > wants.states.running);
      const blocks = report.blocks.filter(({ process }) => process === wants.id);
      assert.ok(blocks.some(({ reason, site }) => reason === 'lock' && site !== null));
    },
  },
  'mixed_bursts.py': {
    check(report) {
      const running = (name: string) => processNamed(report, name).states.running;
      assert.ok(running('long') > running('middle') && running('middle') > running('short'));
    },
  },
  'ask_and_wait.py': {
    takesMethod: false,
    stdin: 'Ada\n',
    check(_report, { stdout }) {
      assert.match(stdout, /hello, Ada/);
    },
  },
  'poll_and_work.py': {
    check(report) {
      assert.equal(waitsFor(report, processNamed(report, 'worker'), 'join').length, 0);
    },
  },
  'start_and_forget.py': {
    check(report) {
      const wait = oneWait(report, 'worker', 'exit-join');
      const ended = mainOf(report).codeEndedUs;
      assert.ok(ended !== null && wait.startUs >= ended);
    },
  },
  'server_and_clients.py': {
    check(report, { stdout }) {
      assert.equal(stdout.match(/got: hello, client/g)?.length, 3);
      for (const number of [0, 1, 2]) {
        const { intervals } = processNamed(report, `client-${number}`);
        assert.ok(
          intervals.some(({ reason }) => reason === 'socket'),
          `client ${number} is blocked on its socket`,
        );
      }
    },
  },
  'daemon_ends_with_main.py': {
    check(report, { stdout }) {
      const service = processNamed(report, 'service');
      assert.equal(service.daemon, true);
      assert.equal(service.endCause, 'daemon-terminated');
      const ended = mainOf(report).codeEndedUs;
      assert.ok(ended !== null && endOf(service) >= ended);
      assert.doesNotMatch(stdout, /never said/);
    },
  },
  'daemon_with_child.py': {
    check(report) {
      const service = processNamed(report, 'service');
      const [failed] = report.failedStarts;
      assert.equal(failed?.parent, service.id);
      assert.match(failed.message, /daemonic processes are not allowed to have children/);
      assert.equal(childrenOf(report, service).length, 0);
    },
  },
  'daemon_and_worker.py': {
    check(report) {
      const [service, worker] = ['service', 'worker'].map((name) => processNamed(report, name));
      assert.ok(service && worker);
      assert.equal(service.endCause, 'daemon-terminated');
      assert.ok(endOf(worker) > endOf(service));
      assert.ok(oneWait(report, 'worker', 'exit-join').endUs >= endOf(worker) - 1_000);
    },
  },
  'heartbeat.py': {
    check(report) {
      const [beat, worker] = ['heartbeat', 'statistics'].map((name) => processNamed(report, name));
      assert.ok(beat && worker);
      assert.deepEqual(worker.exit, { code: 1 });
      const { endUs } = oneWait(report, 'statistics', 'join');
      assert.ok(endUs >= endOf(worker) - 1_000 && endOf(beat) >= endUs, 'in this order');
      assert.equal(beat.endCause, 'daemon-terminated');
    },
  },
  'joins_and_daemon.py': {
    check(report) {
      assert.equal(oneWait(report, 'quick', 'join').outcome, 'ended');
      assert.equal(oneWait(report, 'slow', 'join').outcome, 'timed-out');
      assert.equal(oneWait(report, 'slow', 'exit-join').outcome, 'ended');
      assert.equal(processNamed(report, 'watch').endCause, 'daemon-terminated');
    },
  },
};

describe('the Python examples', function () {
  this.timeout(120_000);

  it('are all there', () => {
    const files = readdirSync(FOLDER).filter((name) => name.endsWith('.py'));
    // The one that never ends is tested where it is found out.
    assert.deepEqual(files.sort(), [...Object.keys(examples), 'hung_join.py'].sort());
  });

  for (const [file, { takesMethod = true, stdin, code = 0, check }] of Object.entries(examples)) {
    it(`${file} shows what it is there for`, async () => {
      const methods = takesMethod ? METHODS : [undefined];
      const runs = methods.map(async (method) => {
        const command = ['python3', `${FOLDER}/${file}`, ...(method ? [method] : [])];
        const recorded = await record(command, stdin === undefined ? {} : { stdin });
        assert.equal(recorded.code, code, recorded.stderr);
        assert.equal(recorded.stderr, '');
        check(recorded.report, recorded);
      });
      await Promise.all(runs);
    });
  }
});
