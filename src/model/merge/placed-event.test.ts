import assert from 'node:assert/strict';
import fc from 'fast-check';
import Value from 'typebox/value';
import { chaos } from '../../../test/support/chaos.ts';
import { MAX_US, ProcessRef } from '../process-event.ts';
import { placedEvent } from './placed-event.ts';

/** All references and times within an event, wherever they stand. */
function parts(value: unknown, key = ''): { refs: ProcessRef[]; times: [string, number][] } {
  if (typeof value === 'number')
    return { refs: [], times: /^(tUs|sinceUs)$/.test(key) ? [[key, value]] : [] };
  if (typeof value !== 'object' || value === null) return { refs: [], times: [] };
  if (key !== '' && Value.Check(ProcessRef, value)) return { refs: [value], times: [] };
  const found = Object.entries(value).map(([name, each]) =>
    parts(each, Array.isArray(value) ? key : name),
  );
  return { refs: found.flatMap(({ refs }) => refs), times: found.flatMap(({ times }) => times) };
}

/** Without prototypes. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe('an event of a merged session', () => {
  it('has all of its times and references moved, and nothing else', () => {
    const place = { hosts: [3, 2], shiftUs: 1_000 };
    fc.assert(
      fc.property(chaos, (events) => {
        for (const event of events) {
          const placed = placedEvent(event, place);
          const [before, after] = [parts(event), parts(placed)];
          assert.deepEqual(
            after.times,
            before.times.map(([key, us]) => [key, us + 1_000]),
          );
          assert.deepEqual(
            after.refs,
            before.refs.map(({ pid, birth, host }) => ({
              pid,
              ...(birth && { birth: [birth[0] + 1_000, birth[1]] }),
              host: host === 1 ? 2 : 3,
            })),
          );
          const back = placed && placedEvent(placed, { hosts: [0, 0, 1, 0], shiftUs: -1_000 });
          const { host: _, ...same } = { host: 0, ...back };
          assert.deepEqual(plain(same), plain(event));
        }
      }),
    );
  });

  it('is none where its time would be beyond all bounds', () => {
    const event = {
      type: 'notice',
      tUs: MAX_US,
      source: 'recorder',
      evidence: 'reported',
      message: '',
    } as const;
    assert.equal(placedEvent(event, { hosts: [0], shiftUs: 1 }), undefined);
  });
});
