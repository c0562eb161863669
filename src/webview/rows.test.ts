import assert from 'node:assert/strict';
import type { ProcessRole } from '../model/process-event.ts';
import { reduceSession, type SessionModel } from '../model/session-model.ts';
import type { ProcessView } from '../model/views.ts';
import { anchoredScroll, rowStandingFor, rowWindow, staysInPlace, visibleRows } from './rows.ts';

/** `[pid, parent, role]`; a process starts at as many µs as its PID. */
function treeOf(...processes: [pid: number, ppid: number, role?: ProcessRole][]): SessionModel {
  return reduceSession(
    {
      type: 'session',
      version: 1,
      id: 's',
      command: ['x'],
      cwd: '/',
      startedAt: '',
      clockEpochUs: 0,
      origin: 'launch',
      host: '',
      platform: 'linux',
      recordedBy: '',
    },
    processes.flatMap(([pid, ppid, role]) => {
      const common = {
        tUs: pid,
        process: { pid, birth: [pid, 0] as [number, number] },
        source: 'probe' as const,
        evidence: 'reported' as const,
      };
      return [
        { type: 'started' as const, ...common, ppid },
        { type: 'described' as const, ...common, ...(role && { role }) },
      ];
    }),
  );
}

const open = {
  hosts: ['red'],
  collapsed: new Set<string>(),
  showHelpers: false,
  openGroups: null,
  accepts: null,
  inOrder: null,
};
const pids = (rows: ReturnType<typeof visibleRows>) => rows.list.map(({ process }) => process.pid);

describe('rows of the tree', () => {
  it('lists parents before children with their place among siblings', () => {
    const { list } = visibleRows(treeOf([1, 0], [2, 1], [3, 2], [4, 1]), open);
    assert.deepEqual(
      list.map(({ process, depth, posInSet, setSize }) => [process.pid, depth, posInSet, setSize]),
      [
        [1, 0, 1, 1],
        [2, 1, 1, 2],
        [3, 2, 1, 1],
        [4, 1, 2, 2],
      ],
    );
    assert.deepEqual(
      list.map(({ expandable, expanded }) => [expandable, expanded]),
      [
        [true, true],
        [true, true],
        [false, false],
        [false, false],
      ],
    );
  });

  it('hides what is below a collapsed row', () => {
    const rows = visibleRows(treeOf([1, 0], [2, 1], [3, 2], [4, 1]), {
      ...open,
      collapsed: new Set(['2']),
    });
    assert.deepEqual(pids(rows), [1, 2, 4]);
    assert.equal(rows.list[1]?.expandable, true);
    assert.equal(rows.list[1]?.expanded, false);
  });

  it('folds helpers away, puts their children in their place, and counts them', () => {
    const tree = treeOf([1, 0], [2, 1, 'helper'], [3, 2], [4, 1]);
    const folded = visibleRows(tree, open);
    assert.deepEqual(pids(folded), [1, 3, 4]);
    assert.deepEqual(
      folded.list.map(({ depth, setSize }) => [depth, setSize]),
      [
        [0, 1],
        [1, 2],
        [1, 2],
      ],
    );
    assert.equal(folded.helpers, 1);
    assert.deepEqual(pids(visibleRows(tree, { ...open, showHelpers: true })), [1, 2, 3, 4]);
  });

  describe('of several hosts', () => {
    // 1 on red has 2 and, on blue, 11, which has 12; 21 on blue stands for itself.
    const tree = treeOf([1, 0], [2, 1], [11, 1], [12, 11], [21, 0]);
    const ofBlue = new Set([11, 12, 21]);
    const onHosts = {
      processes: () => tree.processes().map((each) => onHost(each)),
      process: (id: string) => {
        const found = tree.process(id);
        return found && onHost(found);
      },
      childrenOf: (id: string | null) => tree.childrenOf(id),
    };
    const onHost = (each: ProcessView) => ({ ...each, host: ofBlue.has(each.pid) ? 1 : 0 });
    const hosts = { ...open, hosts: ['red', 'blue'] };
    const told = (rows: ReturnType<typeof visibleRows>) =>
      rows.list.map(({ id, depth, setSize, posInSet }) => [id, depth, posInSet, setSize]);

    it('are a row a host, with the tree of its processes below', () => {
      const rows = visibleRows(onHosts, hosts);
      assert.deepEqual(told(rows), [
        ['host:0', 0, 1, 2],
        ['1', 1, 1, 1],
        ['2', 2, 1, 1],
        ['host:1', 0, 2, 2],
        ['11', 1, 1, 2],
        ['12', 2, 1, 1],
        ['21', 1, 2, 2],
      ]);
      assert.deepEqual(
        rows.list[3]?.group?.members.map(({ pid }) => pid),
        [11, 12, 21],
      );
      assert.equal(rows.list[3]?.group?.name, 'blue');
      assert.equal(rows.indexById.get('12'), 5);
    });

    it('can be folded away, a host at a time; its row stands for its processes', () => {
      const rows = visibleRows(onHosts, { ...hosts, collapsed: new Set(['host:1']) });
      assert.deepEqual(
        rows.list.map(({ id }) => id),
        ['host:0', '1', '2', 'host:1'],
      );
      assert.equal(rows.indexById.get('12'), 3);
    });

    it('show the hosts of what is asked for only', () => {
      const accepts = ({ pid }: ProcessView) => pid === 12;
      const rows = visibleRows(onHosts, { ...hosts, accepts });
      // 1 is above it, on another host.
      assert.deepEqual(
        rows.list.map(({ id, context }) => [id, context]),
        [
          ['host:0', false],
          ['1', true],
          ['host:1', false],
          ['11', true],
          ['12', false],
        ],
      );
    });

    it('have no rows of hosts in the order of a column', () => {
      const rows = visibleRows(onHosts, { ...hosts, inOrder: (all) => [...all].reverse() });
      assert.deepEqual(pids(rows), [21, 12, 11, 2, 1]);
    });
  });

  describe('of a crowd', () => {
    const tree = treeOf([1, 0], [2, 1], [3, 1], [4, 1], [5, 1], [6, 1], [7, 1], [8, 7]);
    const grouped = { ...open, openGroups: new Set<string>() };

    it('are one, those with children of their own apart', () => {
      const rows = visibleRows(tree, grouped);
      assert.deepEqual(pids(rows), [1, 2, 7, 8]);
      const group = rows.list[1];
      assert.equal(group?.group?.members.length, 5);
      assert.deepEqual([group?.setSize, group?.expandable, group?.expanded], [2, true, false]);
      assert.equal(rows.indexById.get('4'), 1, 'the group stands for its members');
    });

    it('are its members too once it is open', () => {
      const id = visibleRows(tree, grouped).list[1]?.id ?? '';
      const rows = visibleRows(tree, { ...open, openGroups: new Set([id]) });
      assert.deepEqual(pids(rows), [1, 2, 2, 3, 4, 5, 6, 7, 8]);
      assert.equal(rows.indexById.get('4'), 4);
      assert.deepEqual([rows.list[2]?.above, rows.list[2]?.depth], [id, 2]);
    });
  });

  it('are those asked for, and those above them as context', () => {
    const tree = treeOf([1, 0], [2, 1], [3, 2], [4, 1]);
    const rows = visibleRows(tree, { ...open, accepts: ({ pid }) => pid === 3 });
    assert.deepEqual(
      rows.list.map(({ process, context }) => [process.pid, context]),
      [
        [1, true],
        [2, true],
        [3, false],
      ],
    );
  });

  it('have no depth in another order than the tree’s', () => {
    const tree = treeOf([1, 0], [2, 1], [3, 2, 'helper'], [4, 1]);
    const rows = visibleRows(tree, { ...open, inOrder: (all) => [...all].reverse() });
    assert.deepEqual(
      rows.list.map(({ process, depth, expandable }) => [process.pid, depth, expandable]),
      [
        [4, 0, false],
        [2, 0, false],
        [1, 0, false],
      ],
    );
    assert.equal(rows.helpers, 1);
  });

  it('finds the row that stands for a folded process', () => {
    const tree = treeOf([1, 0], [2, 1], [3, 2]);
    const rows = visibleRows(tree, { ...open, collapsed: new Set(['2']) });
    assert.equal(rowStandingFor('3', rows, tree), 1);
    assert.equal(rowStandingFor('2', rows, tree), 1);
    assert.equal(rowStandingFor('9', rows, tree), undefined);
  });
});

describe('scroll position', () => {
  it('keeps the top row in its place when rows come in above it', () => {
    const before = treeOf([1, 0], [10, 1], [20, 1], [30, 1]);
    const after = treeOf([1, 0], [5, 1], [10, 1], [11, 10], [20, 1], [30, 1]);
    const [old, now] = [visibleRows(before, open), visibleRows(after, open)];
    assert.equal(anchoredScroll(old, now, after, 2 * 26 + 7, 26), 4 * 26 + 7);
    assert.equal(anchoredScroll(old, now, after, 0, 26), 0);
  });

  it('goes to the row that the top one was folded into', () => {
    const tree = treeOf([1, 0], [2, 1], [3, 2], [4, 2]);
    const old = visibleRows(tree, open);
    const now = visibleRows(tree, { ...open, collapsed: new Set(['2']) });
    assert.equal(anchoredScroll(old, now, tree, 3 * 26, 26), 26);
  });

  it('tells whether rows in view are in another place than before', () => {
    const old = visibleRows(treeOf([1, 0], [10, 1], [20, 1], [30, 1]), open);
    const now = visibleRows(treeOf([1, 0], [10, 1], [15, 1], [20, 1], [30, 1]), open);
    assert.equal(staysInPlace(old, now, { first: 0, last: 1 }), true);
    assert.equal(staysInPlace(old, now, { first: 0, last: 2 }), false);
    // A row where there was none, and none where there was one.
    assert.equal(staysInPlace(old, now, { first: 4, last: 4 }), false);
    assert.equal(staysInPlace(now, old, { first: 4, last: 4 }), false);
  });

  it('has a few more rows in the page than fit', () => {
    assert.deepEqual(rowWindow(0, 260, 26, 1_000), { first: 0, last: 14 });
    assert.deepEqual(rowWindow(2_600, 260, 26, 1_000), { first: 96, last: 114 });
    assert.deepEqual(rowWindow(0, 260, 26, 3), { first: 0, last: 2 });
    assert.deepEqual(rowWindow(0, 260, 26, 0), { first: 0, last: -1 });
  });
});
