import assert from 'node:assert/strict';
import fc from 'fast-check';
import { line, Story } from '../../../test/support/story.ts';
import { header, worlds } from '../../../test/support/world.ts';
import { reduceSession, type SessionModel } from '../session-model.ts';
import { alignSessions } from './align.ts';
import { type Comparison, compareSessions, type DifferenceKind } from './compare.ts';

/** Main (1) and workers, each with its start line, seconds of life and exit code. */
interface Worker {
  readonly name: string;
  readonly line?: number;
  readonly lives?: number;
  readonly code?: number;
}

function program(workers: readonly Worker[], firstPid = 100): SessionModel {
  const story = new Story().process(1, { name: 'app.py' });
  workers.forEach(({ name, line: number = 5, lives = 1, code = 0 }, i) => {
    const pid = firstPid + i;
    story.process(pid, { at: 0.1 + i / 100, parent: 1, name, site: line(number) });
    story.ends(pid, 0.1 + i / 100 + lives, { code });
  });
  story.ends(1, 30, { code: 0 }).closes(30);
  return story.model();
}

/** `name: differences` of the processes that have some. */
function differences(a: SessionModel, b: SessionModel): Record<string, readonly DifferenceKind[]> {
  const entries = compareSessions(a, b)
    .processes.filter((each) => each.differences.length > 0)
    .map((each) => [
      (a.process(each.a ?? '') ?? b.process(each.b ?? ''))?.name ?? '?',
      each.differences,
    ]);
  return Object.fromEntries(entries);
}

describe('comparing two sessions', () => {
  it('finds what is new, lost, slower and ends in another way', () => {
    const before = program([
      { name: 'load' },
      { name: 'parse', line: 6 },
      { name: 'report', line: 7 },
    ]);
    const after = program(
      [
        { name: 'load', lives: 3 },
        { name: 'audit', line: 9 },
        { name: 'report', line: 8, code: 1 },
      ],
      500,
    );
    assert.deepEqual(differences(before, after), {
      load: ['slower'],
      parse: ['lost'],
      audit: ['new'],
      report: ['exit-changed'],
    });
  });

  it('knows processes again by their line where their names have numbers', () => {
    const named = (first: number) =>
      Array.from({ length: 4 }, (_, i) => ({ name: `Process-${first + i}`, line: 3 }));
    const [a, b] = [program(named(1)), program(named(5), 900)];
    assert.deepEqual(differences(a, b), {});
    assert.equal(alignSessions(a, b).length, 5);
  });

  it('counts no time that is within the tolerance', () => {
    const [a, b] = [program([{ name: 'w', lives: 1 }]), program([{ name: 'w', lives: 1.4 }])];
    assert.deepEqual(differences(a, b), {});
    const strict = compareSessions(a, b, { relative: 0.1, absoluteUs: 1_000 });
    assert.deepEqual(strict.processes[1]?.differences, ['slower']);
    assert.deepEqual(strict.processes[1].livedUs, { a: 1_000_000, b: 1_400_000 });
  });

  it('takes main for main, whatever it is called', () => {
    const story = (name: string) =>
      new Story().process(1, { name }).ends(1, 2, { code: 0 }).closes(2).model();
    assert.deepEqual(differences(story('old.py'), story('new.py')), {});
  });

  it('aligns more children than a call may have arguments', () => {
    const [main, worker] = program([{ name: 'worker' }]).processes();
    assert.ok(main && worker);
    const ids = Array.from({ length: 150_000 }, (_, index) => `child ${index}`);
    const wide = {
      childrenOf: (parent: string | null) =>
        parent === null ? [main.id] : parent === main.id ? ids : [],
      process: (id: string) => (id === main.id ? main : { ...worker, id }),
    };
    assert.equal(alignSessions(wide, { ...wide, childrenOf: () => [] }).length, ids.length + 1);
  });

  describe('of any two programs', () => {
    const sessions = worlds.map(({ streams }) => reduceSession(header, streams.flat()));
    const ids = (model: SessionModel) =>
      model.processes().flatMap(({ id, role }) => (role === 'helper' ? [] : [id]));

    it('has every process in one pair, behind that of its parent', () => {
      fc.assert(
        fc.property(sessions, sessions, (a, b) => {
          const pairs = alignSessions(a, b);
          const of = (side: 'a' | 'b') => pairs.flatMap((pair) => pair[side] ?? []).sort();
          assert.deepEqual(of('a'), ids(a).sort());
          assert.deepEqual(of('b'), ids(b).sort());
          for (const [at, { parent, ...pair }] of pairs.entries()) {
            if (parent === null) continue;
            assert.ok(parent < at);
            const above = pairs[parent];
            if (pair.a !== null) assert.equal(a.process(pair.a)?.parent, above?.a);
            if (pair.b !== null) assert.equal(b.process(pair.b)?.parent, above?.b);
          }
        }),
      );
    });

    it('finds no difference between a session and itself', () => {
      fc.assert(
        fc.property(sessions, (a) => {
          for (const each of compareSessions(a, a).processes) {
            assert.equal(each.a, each.b);
            assert.deepEqual(each.differences, []);
          }
        }),
      );
    });

    it('finds the opposite when they change places', () => {
      const opposite: Partial<Record<DifferenceKind, DifferenceKind>> = {
        new: 'lost',
        lost: 'new',
        slower: 'faster',
        faster: 'slower',
        'waits-longer': 'waits-shorter',
        'waits-shorter': 'waits-longer',
      };
      const lines = ({ processes }: Comparison, turned: boolean) =>
        processes
          .map(({ a, b, differences: kinds }) => {
            const told = turned ? kinds.map((kind) => opposite[kind] ?? kind) : kinds;
            return `${turned ? b : a} ${turned ? a : b} ${[...told].sort()}`;
          })
          .sort();
      fc.assert(
        fc.property(sessions, sessions, (a, b) => {
          assert.deepEqual(lines(compareSessions(a, b), false), lines(compareSessions(b, a), true));
        }),
      );
    });
  });
});
