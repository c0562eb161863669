import assert from 'node:assert/strict';
import { skipWithoutKernelEvents } from '../../support/kernel.ts';
import { record } from '../../support/recorded.ts';
import { ownProcesses, processNamed } from '../../support/reports.ts';

const PROGRAM = 'test/programs/python/quiet_forks.py';

describe('a forked child, where the kernel tells of it', () => {
  before(skipWithoutKernelEvents);

  it('is known in full, whether it speaks itself or not', async () => {
    const { report } = await record(['python3', PROGRAM]);
    const names = ['quiet', 'seven', 'failing', 'nesting', 'threaded'];
    const children = names.map((name) => processNamed(report, name));
    assert.deepEqual(
      children.map(({ target, daemon, kind, exit, endCause }) => {
        return { target, daemon, kind, exit, endCause };
      }),
      [
        { target: 'only_end', daemon: true, exit: { code: 0 }, endCause: 'exited' },
        { target: 'end_with_seven', daemon: false, exit: { code: 7 }, endCause: 'exited' },
        { target: 'fail', daemon: false, exit: { code: 1 }, endCause: 'exception' },
        { target: 'nest', daemon: false, exit: { code: 0 }, endCause: 'exited' },
        { target: 'leave_a_thread', daemon: false, exit: { code: 0 }, endCause: 'exited' },
      ].map((child) => ({ ...child, kind: 'python' })),
    );
    const main = report.processes.find(({ role }) => role === 'main');
    assert.ok(children.every(({ parent }) => parent === main?.id));
    assert.equal(processNamed(report, 'failing').exception, 'ValueError: nothing to see');
    assert.equal(processNamed(report, 'nested').parent, processNamed(report, 'nesting').id);
    const threaded = processNamed(report, 'threaded');
    assert.ok(threaded.codeEndedUs !== null, 'it lives on in its thread');
    assert.equal(processNamed(report, 'quiet').codeEndedUs, null, 'it has not spoken');
    assert.equal(ownProcesses(report).length, names.length + 2);
  });
});
