import assert from 'node:assert/strict';
import fc from 'fast-check';
import { canonicalReport } from '../../test/support/canonical.ts';
import {
  header,
  interleave,
  type TrueProcess,
  type World,
  worlds,
} from '../../test/support/world.ts';
import type { SessionEvent } from './process-event.ts';
import { reduceSession } from './session-model.ts';
import type { ProcessView } from './views.ts';

const picks = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 200 });
const losses = fc.array(fc.boolean(), { minLength: 1, maxLength: 60 });

function nameOf({ pid, birthUs }: TrueProcess): string {
  return `${pid}@${birthUs}`;
}

/** Drops events, but of each life leaves at least one with a birth. */
function lose(world: World, lost: readonly boolean[]): SessionEvent[][] {
  const kept = new Set<string>();
  let turn = 0;
  const lifeOf = (event: SessionEvent) => {
    if (!('process' in event)) return undefined;
    const { pid, birth } = event.process;
    if (birth === undefined) return undefined;
    const life = world.processes.find(
      (each) => each.pid === pid && Math.abs(each.birthUs - birth[0]) <= birth[1],
    );
    return life === undefined ? undefined : nameOf(life);
  };
  return world.streams.map((stream) =>
    stream.filter((event) => {
      turn += 1;
      const life = lifeOf(event);
      const drop = lost[turn % lost.length] === true;
      if (life === undefined) return !drop;
      if (drop && kept.has(life)) return false;
      kept.add(life);
      return true;
    }),
  );
}

describe('SessionModel', () => {
  it('gives the truth when nothing is lost, whatever the order in which sources are heard', () => {
    fc.assert(
      fc.property(worlds, picks, (world, order) => {
        const model = reduceSession(header, interleave(world.streams, order));
        const found = new Map<string, ProcessView>(
          model.processes().map((each) => [`${each.pid}@${each.startUs}`, each]),
        );
        assert.equal(model.processes().length, world.processes.length, 'no process twice or lost');
        for (const truth of world.processes.slice(1)) {
          const process = found.get(nameOf(truth));
          assert.ok(process, `${nameOf(truth)} is there`);
          assert.equal(process.name, truth.name);
          assert.equal(process.daemon, truth.daemon);
          assert.ok(truth.parent);
          assert.equal(model.process(process.parent ?? '')?.pid, truth.parent.pid);
          assert.equal(model.process(process.parent ?? '')?.name, truth.parent.name);
          assert.ok(process.endUs !== null && process.endUs >= truth.endUs);
        }
        for (const wait of model.waits()) {
          const target = model.process(wait.target ?? '');
          assert.equal(wait.id.endsWith(`.${target?.name}`), true, 'a wait is on the right life');
        }
        assert.equal(model.session().ambiguousEvents, 0);
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same tree for the same facts in any order, and no process twice, after any loss', () => {
    fc.assert(
      fc.property(worlds, losses, picks, picks, (world, lost, first, second) => {
        const streams = lose(world, lost);
        const one = reduceSession(header, interleave(streams, first));
        const other = reduceSession(header, interleave(streams, second));
        assert.deepEqual(canonicalReport(one), canonicalReport(other));
        assert.equal(one.processes().length, world.processes.length);
      }),
      { numRuns: 300 },
    );
  });

  it('cuts cycles of parents, which only a forged trace has', () => {
    const base = { tUs: 0, source: 'probe', evidence: 'reported', type: 'started' } as const;
    const model = reduceSession(header, [
      { ...base, process: { pid: 1, birth: [0, 0] }, parent: { pid: 2, birth: [0, 0] } },
      { ...base, process: { pid: 2, birth: [0, 0] }, parent: { pid: 1, birth: [0, 0] } },
      { ...base, process: { pid: 3, birth: [0, 0] }, parent: { pid: 3, birth: [0, 0] } },
    ]);
    assert.equal(model.processes().length, 3);
    assert.equal(model.childrenOf(null).length, 2);
  });

  it('keeps an event that fits no life for certain, and gives it to none', () => {
    const birth: [number, number] = [0, 10];
    const base = { source: 'probe', evidence: 'reported' } as const;
    const model = reduceSession(header, [
      { type: 'started', ...base, tUs: 5, process: { pid: 7, birth } },
      { type: 'ended', ...base, tUs: 1_000, process: { pid: 7, birth }, exit: { code: 0 } },
      // Long after that life: another life's, of which nobody told the birth.
      { type: 'described', ...base, tUs: 9_000_000, process: { pid: 7 }, name: 'stranger' },
    ]);
    assert.notEqual(model.processes()[0]?.name, 'stranger');
    assert.equal(model.session().ambiguousEvents, 1);
  });
});

describe('a process’s name', () => {
  const base = {
    source: 'procfs',
    evidence: 'sampled',
    process: { pid: 7, birth: [0, 10] },
  } as const;

  it('is the command line’s, though the kernel’s short one was seen first', () => {
    const model = reduceSession(header, [
      { type: 'described', ...base, process: { pid: 7, birth: [0, 10] }, tUs: 1, name: 'python3' },
      {
        type: 'exec',
        ...base,
        process: { pid: 7, birth: [0, 10] },
        tUs: 2,
        argv: ['python3', 'app.py'],
      },
    ]);
    assert.equal(model.processes()[0]?.name, 'app.py');
  });

  it('is the kernel’s short one where there is no command line', () => {
    const process = { pid: 7, birth: [0, 10] as [number, number] };
    const model = reduceSession(header, [
      { type: 'described', ...base, process, tUs: 1, name: 'sh' },
    ]);
    assert.equal(model.processes()[0]?.name, 'sh');
  });
});

describe('a process’s role', () => {
  it('is that of a helper for Python’s tracker, though it ended before it could say so', () => {
    const base = { source: 'kernel', evidence: 'kernel' } as const;
    const program = { pid: 7, birth: [0, 10] as [number, number] };
    const tracker = { pid: 8, birth: [50, 10] as [number, number] };
    const code = 'from multiprocessing.resource_tracker import main;main(4)';
    const model = reduceSession(header, [
      { type: 'started', ...base, process: program, tUs: 0, ppid: 1 },
      { type: 'started', ...base, process: tracker, tUs: 50, ppid: 7, parent: program },
      { type: 'exec', ...base, process: tracker, tUs: 60, argv: ['python3', '-c', code] },
    ]);
    assert.deepEqual(
      model.processes().map(({ pid, role }) => [pid, role]),
      [
        [7, 'main'],
        [8, 'helper'],
      ],
    );
  });
});
