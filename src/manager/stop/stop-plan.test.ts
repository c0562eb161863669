import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { StopMode } from '../../protocol/stop-report.ts';
import { type Outcome, type SeenProcess, StopPlan, type StopTimes } from './stop-plan.ts';

const TIMES: StopTimes = {
  interruptMs: 100,
  terminateMs: 200,
  killMs: 300,
  freezeMs: 50,
  reapMs: 40,
};

function seen(pid: number, fields: Partial<SeenProcess> = {}): SeenProcess {
  return { pid, start: '1', name: `p${pid}`, ppid: 1, sid: 0, state: 'alive', ...fields };
}

/** Runs a plan with every order answered by `outcome`. */
class Trial {
  readonly plan: StopPlan;
  readonly outcome: Outcome;

  constructor(mode: StopMode = 'graceful', outcome: Outcome = 'sent') {
    this.plan = new StopPlan(mode, TIMES);
    this.outcome = outcome;
  }

  /** Signals of one step, as `PID SIGNAL`. */
  at(ms: number, ...processes: SeenProcess[]): string[] {
    const { orders } = this.plan.next(ms, processes);
    for (const order of orders) this.plan.told(order, this.outcome);
    return orders.map(({ target, signal }) => `${target.pid} ${signal}`);
  }

  end(ms: number, ...processes: SeenProcess[]) {
    return this.plan.next(ms, processes).result;
  }
}

describe('the plan of a stop', () => {
  it('asks, insists, halts, then kills, each process once a stage', () => {
    const trial = new Trial();
    assert.deepEqual(trial.at(0, seen(1), seen(2)), ['1 SIGINT', '2 SIGINT']);
    assert.deepEqual(trial.at(50, seen(1), seen(2)), []);
    assert.deepEqual(trial.at(100, seen(2)), ['2 SIGTERM']);
    assert.deepEqual(trial.at(299, seen(2)), []);
    assert.deepEqual(trial.at(300, seen(2)), ['2 SIGSTOP']);
    assert.deepEqual(trial.at(310, seen(2)), ['2 SIGKILL']);
    assert.equal(trial.end(320), undefined, 'one look is not enough');
    assert.deepEqual(trial.end(330), {
      cancelled: false,
      ended: 2,
      survivors: [],
      zombies: [],
    });
  });

  it('includes what comes up in between, and kills only once nothing new does', () => {
    const trial = new Trial('kill');
    assert.deepEqual(trial.at(0, seen(1)), ['1 SIGSTOP']);
    assert.deepEqual(trial.at(10, seen(1), seen(2)), ['2 SIGSTOP']);
    assert.deepEqual(trial.at(20, seen(1), seen(2)), ['1 SIGKILL', '2 SIGKILL']);
    assert.deepEqual(trial.at(30, seen(3)), ['3 SIGKILL']);
  });

  it('kills all the same when new ones keep coming up', () => {
    const trial = new Trial('kill');
    trial.at(0, seen(1));
    for (let ms = 10; ms < 50; ms += 10) trial.at(ms, seen(ms));
    assert.deepEqual(trial.at(50, seen(50)), ['50 SIGKILL']);
  });

  it('lets a stopped process go on so that it can answer', () => {
    const trial = new Trial();
    const stopped = seen(1, { state: 'stopped' });
    assert.deepEqual(trial.at(0, stopped), ['1 SIGINT', '1 SIGCONT']);
    assert.deepEqual(trial.at(100, stopped), ['1 SIGTERM', '1 SIGCONT']);
  });

  it('names each survivor with its reason', () => {
    const trial = new Trial('kill');
    const zombie = seen(1, { state: 'ended', ppid: 9 });
    const stuck = seen(2, { state: 'uninterruptible' });
    const dying = seen(3, { state: 'ending' });
    const odd = seen(4);
    trial.at(0, zombie, stuck, dying, odd);
    trial.at(10, zombie, stuck, dying, odd);
    trial.at(60, zombie, stuck, dying, odd);
    const result = trial.end(400, zombie, stuck, dying, odd);
    assert.deepEqual(
      result?.survivors.map(({ pid, reason }) => [pid, reason]),
      [
        [2, 'uninterruptible'],
        [3, 'ending'],
        [4, 'unknown'],
      ],
    );
    assert.deepEqual(result?.zombies, [{ pid: 1, ppid: 9 }]);
    assert.equal(result.ended, 1);
  });

  it('sends nothing more to a process that it may not signal, nor waits for it', () => {
    const trial = new Trial('graceful', 'not-permitted');
    assert.deepEqual(trial.at(0, seen(1)), ['1 SIGINT']);
    assert.deepEqual(trial.at(10, seen(1)), []);
    assert.equal(trial.end(20, seen(1))?.survivors[0]?.reason, 'not-permitted');
  });

  it('gives parents some time to reap', () => {
    const trial = new Trial();
    trial.at(0, seen(1));
    const zombie = seen(1, { state: 'ended' });
    assert.equal(trial.end(10, zombie), undefined);
    assert.equal(trial.end(40, zombie), undefined);
    assert.deepEqual(trial.end(50, zombie)?.zombies, [{ pid: 1, ppid: 1 }]);
  });

  it('has what it halted go on when it is cancelled, and says what was spared', () => {
    const trial = new Trial('kill');
    trial.at(0, seen(1), seen(2));
    trial.plan.cancel();
    const { orders, result } = trial.plan.next(10, [seen(1), seen(3)]);
    assert.deepEqual(
      orders.map(({ target, signal }) => [target.pid, signal]),
      [[1, 'SIGCONT']],
    );
    assert.equal(result?.cancelled, true);
    assert.deepEqual(
      result?.survivors.map(({ pid, reason }) => [pid, reason]),
      [
        [1, 'spared'],
        [3, 'spared'],
      ],
    );
  });

  it('says of a cancelled stop what went on in spite of which signal', () => {
    const trial = new Trial();
    trial.at(0, seen(1));
    trial.at(100, seen(1));
    trial.plan.cancel();
    const [survivor] = trial.end(110, seen(1))?.survivors ?? [];
    assert.deepEqual([survivor?.reason, survivor?.signal], ['ignores', 'SIGTERM']);
  });

  it('takes a number that is used again for another process', () => {
    const trial = new Trial();
    trial.at(0, seen(1, { start: '1' }));
    trial.at(10, seen(1, { start: '2' }));
    assert.equal(trial.plan.progress.seen, 2);
    assert.equal(trial.plan.progress.alive, 1);
  });

  it('ends whatever comes, and never sends a signal of an earlier stage again', () => {
    const state = fc.constantFrom<SeenProcess['state'][]>(
      'alive',
      'stopped',
      'uninterruptible',
      'ending',
      'ended',
    );
    const look = fc.array(fc.record({ pid: fc.integer({ min: 2, max: 6 }), state }), {
      maxLength: 5,
    });
    const outcome = fc.constantFrom<Outcome[]>('sent', 'gone', 'not-permitted');
    fc.assert(
      fc.property(fc.array(look, { minLength: 1 }), outcome, (looks, answer) => {
        const plan = new StopPlan('graceful', TIMES);
        const rank = ['SIGINT', 'SIGTERM', 'SIGSTOP', 'SIGKILL'];
        const sent = new Map<number, number>();
        for (let ms = 0; ms < 2_000; ms += 10) {
          const processes = new Map(
            (looks[(ms / 10) % looks.length] ?? []).map((each) => [each.pid, seen(each.pid, each)]),
          );
          const { orders, result } = plan.next(ms, [...processes.values()]);
          if (result !== undefined) return;
          for (const order of orders) {
            plan.told(order, answer);
            const now = rank.indexOf(order.signal);
            if (now < 0) continue;
            assert.ok(now > (sent.get(order.target.pid) ?? -1));
            sent.set(order.target.pid, now);
          }
        }
        assert.fail('it did not end');
      }),
    );
  });
});
