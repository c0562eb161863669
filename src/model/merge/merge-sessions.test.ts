import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chaos } from '../../../test/support/chaos.ts';
import { Story, us } from '../../../test/support/story.ts';
import { header, type World, worlds } from '../../../test/support/world.ts';
import type { SessionEvent, SessionHeader } from '../process-event.ts';
import { reduceSession, type SessionModel } from '../session-model.ts';
import { clockText } from './clock-text.ts';
import { mergeSessions, type Part } from './merge-sessions.ts';

const TRACE = 'a'.repeat(32);
const spanOf = (digit: number) => String(digit).repeat(16);

/** A header of a session that began so many seconds after midnight by its host's wall clock. */
function on(host: string, seconds: number, more: Partial<SessionHeader> = {}): SessionHeader {
  const startedAt = new Date(Date.parse(header.startedAt) + seconds * 1_000).toISOString();
  return { ...header, host, id: `${host} ${seconds}`, startedAt, ...more };
}

function merged(...parts: Part[]): SessionModel {
  const { header, events, leftOut } = mergeSessions(parts, 'merged');
  assert.equal(leftOut, 0);
  return reduceSession(header, events);
}

/** A main that launches commands as `ssh` does, each from an instant to another, in s. */
function launcher(...commands: [command: string, from: number, to: number][]): SessionEvent[] {
  const story = new Story().process(1, { name: 'app.py', role: 'main' });
  commands.forEach(([command, from, to], i) => {
    story.process(10 + i, { at: from, parent: 1, name: 'ssh' });
    story.runs(10 + i, from, ['ssh', 'blue', command]);
    story.ends(10 + i, to);
  });
  return story.ends(1, 30).closes(30).events;
}

/** What ran on the other side, for so many seconds. */
function launched(lasts: number): SessionEvent[] {
  const story = new Story().process(1, { name: 'job.py', role: 'main' });
  return story
    .process(2, { at: 0.1, parent: 1 })
    .ends(2, lasts / 2)
    .ends(1, lasts)
    .closes(lasts).events;
}

const above = { traceId: TRACE, spanId: spanOf(1) };
const below = (digit: number) => ({
  traceId: TRACE,
  spanId: spanOf(digit),
  parentSpanId: spanOf(1),
});
const job = { command: ['python3', 'job.py', 'a b'] };
const JOB = "forkscope run -- python3 job.py 'a b'";

function clockOf(model: SessionModel, host: string): string {
  const found = model.session().hosts.find(({ name }) => name === host);
  assert.ok(found);
  return clockText(found);
}

describe('merging recordings of several hosts', () => {
  it('makes one tree of what one host launched on others, with a PID of each', () => {
    const model = merged(
      { header: on('blue', 5.2, { ...job, traceContext: below(2) }), events: launched(3) },
      { header: on('red', 0, { traceContext: above }), events: launcher([JOB, 5, 9]) },
    );
    assert.deepEqual(
      model.processes().map(({ id, pid, host, parent }) => [id, pid, host, parent]),
      [
        ['1', 1, 0, null],
        ['10', 10, 0, '1'],
        ['1@1', 1, 1, '1'],
        ['2@1', 2, 1, '1@1'],
      ],
    );
    assert.deepEqual(
      model.session().hosts.map(({ name }) => name),
      ['red', 'blue'],
    );
    const { ended, complete, durationUs, exit } = model.session();
    assert.deepEqual([ended, complete, durationUs, exit], [true, true, us(30), { code: 0 }]);
    assert.equal(model.process('1@1')?.startUs, us(5.2));
    assert.equal(clockOf(model, 'red'), 'all times are on its clock');
    assert.match(
      clockOf(model, 'blue'),
      /^its wall clock is right, ± [\d.]+ s \(pairs of events: 2\)$/,
    );
  });

  it('sets a wrong clock right, by what was launched and waited for', () => {
    for (const wrong of [-100, 40]) {
      const model = merged(
        { header: on('red', 0, { traceContext: above }), events: launcher([JOB, 5, 8.2]) },
        {
          header: on('blue', 5.1 + wrong, { ...job, traceContext: below(2) }),
          events: launched(3),
        },
      );
      const startUs = model.process('1@1')?.startUs ?? 0;
      assert.ok(Math.abs(startUs - us(5.1)) <= us(0.11), String(startUs));
      assert.match(
        clockOf(model, 'blue'),
        wrong < 0
          ? /^its wall clock was 1 min 40 s behind, ± 0\.10 s \(pairs of events: 2\)$/
          : /^its wall clock was 40\.00 s ahead, ± 0\.10 s \(pairs of events: 2\)$/,
      );
    }
  });

  it('knows a host better by several launches', () => {
    const events = launcher([JOB, 2, 12], [JOB, 4, 7.1]);
    const at = (start: number, digit: number, lasts: number) => ({
      header: on('blue', start + 50, { ...job, traceContext: below(digit) }),
      events: launched(lasts),
    });
    const model = merged(
      { header: on('red', 0, { traceContext: above }), events },
      at(2.1, 2, 9),
      at(4.05, 3, 3),
    );
    assert.match(clockOf(model, 'blue'), /50\.00 s ahead, ± 51\.0 ms \(pairs of events: 4\)$/);
  });

  it('believes the wall clocks where nothing was launched, and says so', () => {
    const model = merged(
      { header: on('red', 0), events: launched(3) },
      { header: on('blue', 60), events: launched(3) },
    );
    assert.equal(model.process('1@1')?.startUs, us(60));
    assert.match(clockOf(model, 'blue'), /is taken to be right/);
    assert.equal(model.process('1@1')?.parent, null);
  });

  it('moves what began before its cause, where nobody waited for it', () => {
    const model = merged(
      { header: on('red', 0, { traceContext: above }), events: launched(3) },
      { header: on('blue', -20, { ...job, traceContext: below(2) }), events: launched(9) },
    );
    const startUs = model.process('1@1')?.startUs ?? -1;
    // Wall clocks are known to the ms.
    assert.ok(Math.abs(startUs) <= us(0.001), String(startUs));
  });

  it('puts recordings of one host on its own clock, be its wall clock set in between', () => {
    const model = merged(
      { header: on('red', 0, { clockEpochUs: us(100) }), events: launched(3) },
      {
        header: on('red', 15, { clockEpochUs: us(110), id: 'second' }),
        events: moved(launched(2), 40),
      },
    );
    assert.deepEqual(
      model.processes().map(({ id, startUs }) => [id, startUs]),
      [
        ['1', 0],
        ['2', us(0.1)],
        ['41', us(10)],
        ['42', us(10.1)],
      ],
    );
    assert.equal(model.session().hosts.length, 1);
  });

  it('can be merged again, with a third host', () => {
    const first = mergeSessions(
      [
        { header: on('red', 0, { traceContext: above }), events: launcher([JOB, 5, 8.2]) },
        { header: on('blue', 25.1, { ...job, traceContext: below(2) }), events: launched(3) },
      ],
      'first',
    );
    const model = merged({ header: on('green', -7), events: launched(1) }, first);
    assert.deepEqual(
      model.session().hosts.map(({ name }) => name),
      ['green', 'red', 'blue'],
    );
    assert.equal(model.process('1@2')?.parent, '1@1');
    assert.ok(Math.abs((model.process('1@2')?.startUs ?? 0) - us(12.1)) <= us(0.11));
    assert.match(clockOf(model, 'blue'), /^its wall clock was 20/);
  });

  it('is not closed where no recorder closed its trace, nor complete where one did not', () => {
    const [open, closed] = [launched(3).slice(0, -1), launched(3)];
    const both = (a: SessionEvent[], b: SessionEvent[]) =>
      merged({ header: on('red', 0), events: a }, { header: on('blue', 1), events: b }).session();
    assert.equal(both(open, open).ended, false);
    const half = both(launched(9).slice(0, -1), closed);
    assert.deepEqual([half.ended, half.complete, half.durationUs], [true, false, us(9)]);
  });

  it('says on which host a source was missing, and something is to be known', () => {
    const told = (message: string): SessionEvent[] => {
      const base = { tUs: 1, source: 'recorder', evidence: 'reported' } as const;
      return [
        { type: 'source', ...base, about: 'kernel', status: 'unavailable', message },
        { type: 'notice', ...base, message },
      ];
    };
    const { sources, notices } = merged(
      { header: on('red', 0), events: told('old kernel') },
      { header: on('blue', 1), events: told('container') },
    ).session();
    assert.deepEqual(
      sources.map(({ host, message }) => [host, message]),
      [
        [0, 'old kernel'],
        [1, 'container'],
      ],
    );
    assert.deepEqual(notices, ['red: old kernel', 'blue: container']);
  });

  it('leaves each host’s own session as it was', () => {
    fc.assert(
      fc.property(worlds, worlds, fc.integer({ min: 0, max: 100 }), (first, second, later) => {
        const parts = [part('red', 0, first), part('blue', later, second)] as const;
        const model = merged(...parts);
        for (const [host, { header, events }] of parts.entries()) {
          assert.deepEqual(
            ownPictures(model, host, host * later),
            ownPictures(reduceSession(header, events), 0, 0),
          );
        }
      }),
    );
  });

  it('has no host that none of the headers names, be the events forged', () => {
    fc.assert(
      fc.property(chaos, chaos, (first, second) => {
        const model = merged(
          { header: on('red', 0), events: first },
          { header: on('blue', 1), events: second },
        );
        assert.ok(model.processes().every(({ host }) => host < 2));
      }),
    );
  });
});

function part(host: string, seconds: number, world: World): Part {
  return { header: on(host, seconds), events: world.streams.flat() };
}

/** PIDs of another life of the host. */
function moved(events: readonly SessionEvent[], by: number): SessionEvent[] {
  const text = JSON.stringify(events);
  return JSON.parse(
    text.replace(/"p?pid":(\d+)/g, (all, pid) => all.replace(pid, String(Number(pid) + by))),
  ) as SessionEvent[];
}

/** What is known of the processes of one host, on its own clock. */
function ownPictures(model: SessionModel, host: number, seconds: number): unknown[] {
  const suffix = host === 0 ? '' : `@${host}`;
  const own = (id: string | null) => id?.slice(0, id.length - suffix.length) ?? null;
  return model
    .processes()
    .filter((each) => each.host === host)
    .map(({ id, pid, parent, name, daemon, exit, startUs, endUs, intervals }) => ({
      ...{ id: own(id), pid, parent: own(parent), name, daemon, exit },
      startUs: startUs - us(seconds),
      lastedUs: endUs === null ? null : endUs - startUs,
      states: intervals.map(({ state, reason }) => [state, reason]),
      waits: model.waitsOf(id).map((wait) => [own(wait.target), wait.cause, wait.outcome]),
    }));
}
