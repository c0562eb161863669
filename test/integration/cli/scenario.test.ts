import assert from 'node:assert/strict';
import Type from 'typebox';
import { Value } from 'typebox/value';
import { type Recorded, record, run } from '../../support/recorded.ts';
import { ownProcesses, processNamed, waitsFor } from '../../support/reports.ts';

const program = 'test/programs/python/stamped.py';

const Introduction = Type.Object({
  name: Type.String(),
  pid: Type.Integer(),
  ppid: Type.Integer(),
});
const JoinStamps = Type.Object({
  join: Type.String(),
  before: Type.Integer(),
  after: Type.Integer(),
});
const LastStamp = Type.Object({ last: Type.String(), at: Type.Integer() });

/** What the program said of itself. */
function said(stdout: string) {
  const lines: unknown[] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const introductions = lines.filter((line) => Value.Check(Introduction, line));
  const joins = lines.filter((line) => Value.Check(JoinStamps, line));
  const lasts = lines.filter((line) => Value.Check(LastStamp, line));
  return {
    pids: new Map(introductions.map(({ name, pid, ppid }) => [name, { pid, ppid }])),
    join: (name: string) => joins.find(({ join }) => join === name),
    last: (name: string) => lasts.find(({ last }) => last === name)?.at,
  };
}

for (const method of ['fork', 'spawn', 'forkserver']) {
  describe(`three children and a daemon (${method})`, () => {
    let recorded: Recorded;
    let truth: ReturnType<typeof said>;

    before(async () => {
      recorded = await record(['python3', program, method]);
      truth = said(recorded.stdout);
    });

    it('has exactly the PIDs and parent PIDs that the script prints', () => {
      const { report } = recorded;
      for (const [name, { pid, ppid }] of truth.pids) {
        const process = name === 'main' ? report.processes[0] : processNamed(report, name);
        assert.equal(process?.pid, pid, name);
        assert.equal(process?.ppid, ppid, `parent of ${name}`);
      }
      assert.deepEqual(
        ownProcesses(report)
          .map(({ pid }) => pid)
          .sort(),
        [...truth.pids.values()].map(({ pid }) => pid).sort(),
      );
    });

    it('shows each child below main, by name, with its target and start() line', () => {
      const { report } = recorded;
      const main = report.processes[0];
      assert.equal(main?.role, 'main');
      assert.equal(main?.kind, 'python');
      assert.equal(main?.name, 'stamped.py');
      for (const [name, target] of [
        ['first', 'work'],
        ['slow', 'outlast'],
        ['third', 'work'],
        ['beat', 'beat'],
      ] as const) {
        const child = processNamed(report, name);
        assert.equal(child.parent, main?.id, name);
        assert.equal(child.target, target);
        assert.ok(child.startSite?.file.endsWith('stamped.py'));
        assert.equal(child.daemon, name === 'beat');
      }
    });

    it('shows the join with its true duration and line', () => {
      const { report } = recorded;
      const [wait, ...others] = waitsFor(report, processNamed(report, 'first'), 'join');
      const stamps = truth.join('first');
      const childLast = truth.last('first');
      assert.ok(wait && wait.endUs !== null && stamps && childLast !== undefined);
      assert.equal(others.length, 0);
      assert.equal(wait.outcome, 'ended');
      assert.equal(wait.timeoutUs, null);
      assert.ok(wait.site?.file.endsWith('stamped.py'));
      const { epochUs } = recorded;
      assert.ok(wait.startUs + epochUs >= stamps.before, 'not before the stamp in front of join()');
      assert.ok(wait.endUs + epochUs <= stamps.after, 'not after the stamp behind it');
      assert.ok(wait.endUs + epochUs >= childLast, "not before the child's own last stamp");
    });

    it('shows the join in vain as timed out, and the exit phase waiting for the same child', () => {
      const { report } = recorded;
      const slow = processNamed(report, 'slow');
      const [wait] = waitsFor(report, slow, 'join');
      assert.equal(wait?.outcome, 'timed-out');
      assert.equal(wait?.timeoutUs, 200_000);
      const [exitJoin] = waitsFor(report, slow, 'exit-join');
      assert.ok(exitJoin && exitJoin.endUs !== null && report.session.mainEndedUs !== null);
      assert.ok(exitJoin.startUs >= report.session.mainEndedUs);
      assert.equal(exitJoin.outcome, 'ended');
      assert.equal(exitJoin.site, null);
    });

    it("shows the daemon's end by main's end", () => {
      const { report } = recorded;
      const daemon = processNamed(report, 'beat');
      assert.deepEqual(daemon.exit, { signal: 'SIGTERM' });
      assert.equal(daemon.endCause, 'daemon-terminated');
      assert.ok(daemon.endUs !== null && report.session.mainEndedUs !== null);
      assert.ok(daemon.endUs > report.session.mainEndedUs);
    });

    it('ends as the program ends, with all there was to record', () => {
      const { report } = recorded;
      assert.equal(recorded.code, 7);
      assert.deepEqual(report.session.exit, { code: 7 });
      assert.equal(report.session.complete, true);
      assert.equal(report.session.lostEvents, 0);
      for (const process of report.processes) assert.ok(process.endUs !== null, process.name);
    });

    it('leaves what the program writes as it is', async () => {
      const bare = await run(['python3', program, method]);
      assert.equal(recorded.stderr, bare.stderr);
      const shape = (stdout: string) =>
        stdout
          .replace(/\d{3,}/g, 'N')
          .split('\n')
          .sort();
      assert.deepEqual(shape(recorded.stdout), shape(bare.stdout));
    });
  });
}
