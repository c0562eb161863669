import assert from 'node:assert/strict';
import { type MemberRules, membersOf, ownSessions } from './members.ts';
import type { ProcessTable } from './process-table.ts';
import { sendTo } from './process-table.ts';
import type { SeenProcess } from './stop-plan.ts';
import { runStop } from './stop-run.ts';

function seen(pid: number, ppid: number, fields: Partial<SeenProcess> = {}): SeenProcess {
  return { pid, ppid, start: '1', name: '', sid: 1, state: 'alive', ...fields };
}

function rules(known: readonly number[], more: Partial<MemberRules> = {}): MemberRules {
  return {
    isKnown: ({ pid }) => known.includes(pid),
    tree: true,
    carriesMark: () => false,
    isSpared: () => false,
    sessions: new Set(),
    ...more,
  };
}

const pids = (processes: readonly SeenProcess[]) => processes.map(({ pid }) => pid);

describe('the members of a stop', () => {
  it('are the known and all below them, parents first', () => {
    const all = [seen(5, 10), seen(10, 7), seen(7, 1), seen(8, 1), seen(9, 8)];
    assert.deepEqual(pids(membersOf(all, rules([7]))), [7, 10, 5]);
  });

  it('are the known alone where no tree is meant', () => {
    const all = [seen(7, 1), seen(10, 7)];
    assert.deepEqual(pids(membersOf(all, rules([7], { tree: false }))), [7]);
  });

  it('are those of a session that a member made, but not of one that it was born into', () => {
    const all = [seen(7, 1), seen(10, 7, { sid: 10 }), seen(11, 1, { sid: 10 }), seen(12, 1)];
    assert.deepEqual(pids(membersOf(all, rules([7]))), [7, 10, 11]);
  });

  it('are still those of that session when its leader has ended in between', () => {
    const before = membersOf([seen(7, 1), seen(10, 7, { sid: 10 })], rules([7]));
    const sessions = ownSessions(before, new Set());
    const orphans = [seen(7, 1), seen(11, 1, { sid: 10 }), seen(12, 1, { sid: 10 })];
    const now = membersOf(orphans, rules([7, 11], { sessions }));
    assert.deepEqual(pids(now), [7, 11, 12]);
    assert.deepEqual([...ownSessions(now, sessions)], [10]);
    assert.deepEqual([...ownSessions([seen(7, 1)], sessions)], [], 'nobody is in it any more');
  });

  it('are those with the mark, and those below them', () => {
    const all = [seen(7, 1), seen(20, 1), seen(21, 20)];
    const carriesMark = ({ pid }: SeenProcess) => pid === 20;
    assert.deepEqual(pids(membersOf(all, rules([7], { carriesMark }))), [7, 20, 21]);
  });

  it('are never the spared', () => {
    const isSpared = ({ pid }: SeenProcess) => pid === 10;
    const all = [seen(7, 1), seen(10, 7), seen(11, 10)];
    assert.deepEqual(pids(membersOf(all, rules([7], { isSpared }))), [7]);
  });

  it('come to an end where parents form a circle', () => {
    assert.equal(membersOf([seen(7, 8), seen(8, 7)], rules([7])).length, 2);
  });
});

/** A system of one number that is used again. */
class ReusingTable implements ProcessTable {
  readonly sent: string[] = [];
  #start = '1';
  readonly #reuseAfter: number;

  constructor(reuseAfter: number) {
    this.#reuseAfter = reuseAfter;
  }

  all(): SeenProcess[] {
    return [this.#now()];
  }

  read(): SeenProcess {
    // Between the look and the signal the process ends, and its number is given to another.
    if (this.sent.length >= this.#reuseAfter) this.#start = '2';
    return this.#now();
  }

  send(_: number, signal: NodeJS.Signals): 'sent' {
    this.sent.push(`${this.#start} ${signal}`);
    return 'sent';
  }

  hasInEnvironment(): boolean {
    return false;
  }

  #now(): SeenProcess {
    return seen(7, 1, { start: this.#start });
  }
}

describe('a PID that is used again', () => {
  const times = { interruptMs: 60, terminateMs: 60, killMs: 60, freezeMs: 30, reapMs: 30 };
  const scope = {
    hints: () => [7],
    includes: ({ start }: SeenProcess) => start === '1',
    tree: true,
    mark: null,
  };

  for (const [before, signals] of [
    [0, []],
    [1, ['1 SIGINT']],
    [2, ['1 SIGINT', '1 SIGTERM']],
    [3, ['1 SIGINT', '1 SIGTERM', '1 SIGSTOP']],
  ] as const) {
    it(`gets none of the signals when that happens after ${before}`, async () => {
      const table = new ReusingTable(before);
      const result = await runStop(scope, 'graceful', table, {}, undefined, times);
      assert.deepEqual(table.sent, signals);
      assert.deepEqual(result, { cancelled: false, ended: 1, survivors: [], zombies: [] });
    });
  }

  it('is refused by the signal itself', () => {
    const table = new ReusingTable(0);
    assert.equal(sendTo(table, { pid: 7, start: '1' }, 'SIGKILL'), 'gone');
    assert.deepEqual(table.sent, []);
  });
});
