import assert from 'node:assert/strict';
import { monotonicUs } from '../session-clock.ts';
import { EarlyExecs } from './early-execs.ts';
import type { KernelEvent, KernelExec } from './netlink-messages.ts';
import type { ProcLook } from './proc-look.ts';

/** A socket that has what a test puts there, and a /proc in which PID 7 is what the test says. */
function setUp() {
  const waiting: KernelEvent[] = [];
  const image = { argv: ['sh'] as string[] | undefined, comm: undefined as string | undefined };
  const proc: ProcLook = {
    argv: () => image.argv,
    process: (pid) =>
      image.comm === undefined
        ? undefined
        : { pid, ppid: 1, comm: image.comm, birth: [0, 0], threads: 1, dying: true },
    children: () => [],
    exit: () => null,
  };
  const socket = {
    fd: -1,
    send: () => undefined,
    *receive() {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) yield next;
    },
    close: () => undefined,
  };
  const exec = (afterUs: number): KernelExec => {
    const event: KernelExec = {
      type: 'exec',
      monotonicUs: monotonicUs() + afterUs,
      cpu: 0,
      seq: 0,
      pid: 7,
    };
    waiting.push(event);
    return event;
  };
  return { execs: new EarlyExecs(socket, proc), image, exec };
}

describe('EarlyExecs', () => {
  it('has what was read when the exec happened', () => {
    const { execs, image, exec } = setUp();
    const event = exec(-30);
    execs.read();
    image.argv = ['later'];
    assert.deepEqual(execs.take(event), ['sh']);
    assert.equal(execs.take(event), undefined, 'once');
  });

  it('does not give a later command line to an earlier exec', () => {
    const { execs, image, exec } = setUp();
    const [first, second] = [exec(-900), exec(-400)];
    image.argv = ['sleep', '1'];
    assert.deepEqual(execs.take(first), [], 'it was over when the line was read');
    assert.deepEqual(execs.take(second), ['sleep', '1']);
  });

  it('has the name of what has ended, then nothing', () => {
    const { execs, image, exec } = setUp();
    image.argv = undefined;
    image.comm = 'true';
    assert.deepEqual(execs.take(exec(-900)), ['true']);
    image.comm = undefined;
    assert.deepEqual(execs.take(exec(-900)), []);
  });

  it('knows nothing of an exec that it was not told of', () => {
    const { execs } = setUp();
    const event: KernelExec = { type: 'exec', monotonicUs: 1, cpu: 0, seq: 0, pid: 7 };
    assert.equal(execs.take(event), undefined);
  });
});
