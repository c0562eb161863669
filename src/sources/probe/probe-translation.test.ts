import assert from 'node:assert/strict';
import type { ProbeHello } from '../../protocol/probe-messages.ts';
import { OutputBudget } from './output-budget.ts';
import { ProbeTranslation } from './probe-translation.ts';

const hello: ProbeHello = {
  ev: 'hello',
  t: 1_000_100,
  seq: 1,
  proto: 1,
  token: 't',
  pid: 50,
  ppid: 49,
  startTicks: null,
  how: 'exec',
  runtime: 'python',
  version: '3.12.1',
  argv: ['python3', 'app.py'],
  cwd: '/',
  role: 'user',
  helper: null,
};

function translation(change: Partial<ProbeHello> = {}): ProbeTranslation {
  return new ProbeTranslation({
    connection: 4,
    hello: { ...hello, ...change },
    birth: [90, 10],
    toSessionUs: (us) => us - 1_000_000,
    outputBudgets: [new OutputBudget(1_000_000, 1)],
  });
}

const child = {
  name: 'w',
  daemon: true,
  className: null,
  target: 'work',
  method: 'fork',
} as const;

describe('ProbeTranslation', () => {
  it('gives a fork no command of its own', () => {
    const started = (how: 'exec' | 'fork') => translation({ how }).greet()[0];
    assert.deepEqual('argv' in (started('exec') ?? {}), true);
    assert.deepEqual('argv' in (started('fork') ?? {}), false);
  });

  it('states a child’s birth as the time that its start took', () => {
    const probe = translation();
    const site = { file: 'app.py', line: 7 };
    assert.deepEqual(
      probe.translate({ ev: 'start-begin', t: 1_000_200, seq: 2, call: 1, site, ...child }),
      [],
    );
    const events = probe.translate({ ev: 'start-end', t: 1_000_301, seq: 3, call: 1, child: 51 });
    assert.deepEqual(
      events.map(({ type }) => type),
      ['started', 'described'],
    );
    for (const event of events) {
      assert.ok('process' in event);
      assert.deepEqual(event.process, { pid: 51, birth: [251, 51] });
    }
    const [waiting] = probe.translate({
      ev: 'wait-begin',
      t: 1_000_400,
      seq: 4,
      wait: 1,
      cause: 'join',
      child: 51,
      timeoutUs: null,
      site,
    });
    assert.ok(waiting?.type === 'wait-began');
    assert.deepEqual(
      waiting.target,
      { pid: 51, birth: [251, 51] },
      'later words mean the same life',
    );
    assert.equal(waiting.wait, 'probe.4.1', 'numbers of another connection do not collide');
  });

  it('forgets a child’s birth once it is reaped: its PID may come again', () => {
    const probe = translation();
    probe.translate({ ev: 'start-begin', t: 1_000_200, seq: 2, call: 1, site: null, ...child });
    probe.translate({ ev: 'start-end', t: 1_000_300, seq: 3, call: 1, child: 51 });
    probe.translate({ ev: 'reaped', t: 1_000_400, seq: 4, child: 51, code: -15 });
    const [later] = probe.translate({ ev: 'reaped', t: 1_000_500, seq: 5, child: 51, code: 0 });
    assert.ok(later?.type === 'reaped');
    assert.equal(later.process.birth, undefined);
  });

  it('keeps the exit code that a process said it would end with', () => {
    const probe = translation();
    assert.equal(probe.exitCode, null);
    assert.deepEqual(probe.translate({ ev: 'exiting', t: 1_000_900, seq: 2, code: 3 }), []);
    assert.equal(probe.exitCode, 3);
  });

  it('knows whom a wait was for when only its end says so', () => {
    const probe = translation();
    probe.translate({ ev: 'start-begin', t: 1_000_200, seq: 2, call: 1, site: null, ...child });
    probe.translate({ ev: 'start-end', t: 1_000_300, seq: 3, call: 1, child: 51 });
    const [ended] = probe.translate({
      ev: 'wait-end',
      t: 1_000_400,
      seq: 4,
      wait: 1,
      outcome: 'ended',
      child: 51,
    });
    assert.ok(ended?.type === 'wait-ended');
    assert.deepEqual(ended.target, { pid: 51, birth: [250, 50] });
  });

  it('tells of a thread, whose end is not that of the program’s code', () => {
    const probe = translation({ thread: { id: 3, name: '', file: '/w.js' } });
    assert.deepEqual(
      probe.greet().map(({ type }) => type),
      ['thread-began'],
    );
    assert.deepEqual(
      probe.translate({ ev: 'code-ended', t: 1_000_900, seq: 2, exception: 'Error' }),
      [],
    );
    probe.translate({ ev: 'exiting', t: 1_000_901, seq: 3, code: 4 });
    const [ended] = probe.finish(950);
    assert.ok(ended?.type === 'thread-ended');
    assert.deepEqual([ended.thread, ended.code], [3, 4]);
  });

  it('marks a child that was let go as detached', () => {
    const [event] = translation().translate({ ev: 'detached', t: 1_000_200, seq: 2, child: 51 });
    assert.ok(event?.type === 'described');
    assert.deepEqual([event.process.pid, event.detached], [51, true]);
  });
});
