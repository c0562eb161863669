import assert from 'node:assert/strict';
import fc from 'fast-check';
import { header } from '../../test/support/world.ts';
import { concurrencyCourse, concurrencyOf } from './concurrency.ts';
import type { SessionEvent } from './process-event.ts';
import { reduceSession } from './session-model.ts';

/** Processes that run from `start` to `end`; without an end they still run. */
function processes(...spans: readonly (readonly [start: number, end?: number])[]) {
  const events = spans.flatMap(([startUs, endUs], i): SessionEvent[] => {
    const process = { pid: i + 1, birth: [startUs, 0] as [number, number] };
    const base = { process, source: 'kernel', evidence: 'kernel' } as const;
    const events: SessionEvent[] = [
      { type: 'started', ...base, tUs: startUs },
      { type: 'state', ...base, tUs: startUs, state: 'running', reason: null },
    ];
    if (endUs !== undefined) events.push({ type: 'ended', ...base, tUs: endUs, exit: null });
    return events;
  });
  return reduceSession(header, events).processes();
}

describe('concurrencyOf', () => {
  it('counts who is alive at once, and what ran on average', () => {
    const all = processes([0, 100], [10, 60], [60, 90], [90]);
    assert.deepEqual(concurrencyOf(all, 100), {
      mostAlive: 2,
      averageRunning: 1.9,
    });
  });

  it('says nothing of what nobody saw', () => {
    assert.deepEqual(concurrencyOf([], 10), { mostAlive: 0, averageRunning: null });
  });
});

describe('concurrencyCourse', () => {
  const range = { startUs: 0, endUs: 100 };

  it('gives the average of each part', () => {
    const { alive, running } = concurrencyCourse(
      processes([0, 100], [10, 35], [90]),
      range,
      4,
      100,
    );
    assert.deepEqual([...alive], [1.6, 1.4, 1, 1.4]);
    assert.deepEqual([...running], [...alive]);
  });

  it('adds up to the time lived within the range, however it is cut', () => {
    const spans = fc.array(fc.tuple(fc.integer({ min: -50, max: 150 }), fc.nat({ max: 100 })), {
      maxLength: 20,
    });
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 37 }), (lives, parts) => {
        const all = processes(...lives.map(([start, length]) => [start, start + length] as const));
        const { alive } = concurrencyCourse(all, range, parts, 200);
        const lived = lives.reduce(
          (sum, [start, length]) =>
            sum + Math.max(0, Math.min(start + length, 100) - Math.max(start, 0)),
          0,
        );
        const counted = alive.reduce((sum, each) => sum + each, 0) * (100 / parts);
        assert.ok(Math.abs(counted - lived) < 1e-6, `${counted} of ${lived}`);
      }),
      { numRuns: 200 },
    );
  });
});
