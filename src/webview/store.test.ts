import assert from 'node:assert/strict';
import type { SessionEvent, SessionHeader } from '../model/process-event.ts';
import { parseSavedState } from './saved-state.ts';
import { PanelStore } from './store.ts';

const header = (id: string): SessionHeader => ({
  type: 'session',
  version: 1,
  id,
  command: ['x'],
  cwd: '/',
  startedAt: '',
  clockEpochUs: 0,
  origin: 'launch',
  host: '',
  platform: 'linux',
  recordedBy: '',
});
const started = (pid: number, ppid: number, tUs: number): SessionEvent => ({
  type: 'started',
  tUs,
  source: 'probe',
  evidence: 'reported',
  process: { pid, birth: [tUs, 0] },
  ppid,
});
const show = (showing: number, id = 's') =>
  ({ type: 'show-session', showing, title: 'x.py', header: header(id) }) as const;
const more = (showing: number, events: SessionEvent[], nowUs: number | null = null) =>
  ({ type: 'more-events', showing, events, nowUs, live: nowUs !== null }) as const;

describe('panel store', () => {
  it('reduces what it receives, and counts it', () => {
    const store = new PanelStore();
    store.receive(show(1), 0);
    store.receive(more(1, [started(1, 0, 0), started(2, 1, 5)]), 0);
    assert.equal(store.applied, 0);
    assert.equal(
      store.drain(() => 0),
      true,
    );
    assert.equal(store.applied, 2);
    assert.equal(store.rows().list.length, 2);
    assert.equal(
      store.drain(() => 0),
      false,
    );
  });

  it('draws before it has taken in all of a long session', () => {
    const store = new PanelStore();
    let ms = 0;
    const slow = () => {
      ms += 6;
      return ms;
    };
    store.receive(show(1), 0);
    const events = Array.from({ length: 5_000 }, (_, i) => started(i + 1, 0, i));
    store.receive(more(1, events), 0);
    assert.equal(store.drain(slow), true);
    assert.ok(store.applied > 0 && store.applied < 1_000);
    assert.equal(store.model?.processes().length, store.applied);
    assert.equal(store.hasQueued, true);
    for (let draws = 0; store.hasQueued; draws += 1) {
      assert.ok(draws < 20);
      store.drain(slow);
    }
    assert.equal(store.applied, 5_000);
  });

  it('drops events of another showing', () => {
    const store = new PanelStore();
    store.receive(show(2), 0);
    store.receive(more(1, [started(1, 0, 0)]), 0);
    assert.equal(
      store.drain(() => 0),
      false,
    );
  });

  it('lets the clock of a live session run on, and stops it with the session', () => {
    const store = new PanelStore();
    store.receive(show(1), 0);
    store.receive(more(1, [started(1, 0, 0)], 2_000_000), 100);
    store.drain(() => 100);
    assert.equal(store.nowUs(100), 2_000_000);
    assert.equal(store.nowUs(350), 2_250_000);
    store.receive(more(1, [started(2, 1, 2_300_000)], null), 500);
    store.drain(() => 500);
    assert.equal(store.nowUs(900), 2_300_000);
  });

  it('rests after a reduction that took long, but not while it catches up', () => {
    const store = new PanelStore();
    store.receive(show(1), 0);
    store.receive(more(1, [started(1, 0, 0)], 1), 0);
    let ms = 1_000;
    const slow = () => {
      ms += 50;
      return ms;
    };
    assert.equal(store.drain(slow), true);
    store.receive(more(1, [started(2, 1, 1)], 1), ms);
    assert.equal(store.reductionDelay(ms), 200);
    assert.equal(
      store.drain(() => ms + 100),
      false,
    );
    store.pictureTook(10);
    assert.equal(store.reductionDelay(ms), 250);
    assert.equal(
      store.drain(() => ms + 250),
      true,
    );
    store.receive(more(1, [started(3, 1, 1)], null), ms + 200);
    assert.equal(store.reductionDelay(ms + 200), 0);
  });

  it('selects what the host asked for once the session has it, and opens what it is folded into', () => {
    const store = new PanelStore();
    store.receive({ type: 'select-process', showing: 1, process: '3' }, 0);
    store.receive(show(1), 0);
    store.receive(more(1, [started(1, 0, 0), started(2, 1, 1)]), 0);
    store.drain(() => 0);
    store.setCollapsed('2', true);
    assert.equal(store.selectWanted(), false);
    store.receive(more(1, [started(3, 2, 2)]), 0);
    store.drain(() => 0);
    assert.equal(store.selectWanted(), true);
    assert.equal(store.selected, '3');
    assert.equal(store.rows().indexById.has('3'), true);
    assert.equal(store.selectWanted(), false);
  });

  it('keeps what the user chose for the session it was chosen in', () => {
    const store = new PanelStore();
    store.receive(show(1), 0);
    store.selected = '2';
    store.time = { spanUs: 5, endUs: 9 };
    store.setCollapsed('1', true);
    const saved = parseSavedState(JSON.parse(JSON.stringify(store.toSave())));
    const same = new PanelStore(saved);
    same.receive(show(1), 0);
    assert.deepEqual(
      [same.selected, same.time, [...same.collapsed]],
      ['2', { spanUs: 5, endUs: 9 }, ['1']],
    );
    const other = new PanelStore(saved);
    other.receive(show(1, 'another'), 0);
    assert.deepEqual([other.selected, other.time.spanUs, other.collapsed.size], [null, null, 0]);
  });

  it('reads no nonsense from what was kept', () => {
    for (const value of [null, 3, 'x', { time: 4, collapsed: [1], tableWidth: 'wide' }]) {
      const state = parseSavedState(value);
      assert.deepEqual([state.time.spanUs, state.collapsed, state.tableWidth], [null, [], null]);
    }
  });
});
