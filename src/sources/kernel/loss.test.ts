import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SequenceGaps } from './loss.ts';

describe('SequenceGaps', () => {
  it('counts what each CPU has sent and nobody received', () => {
    const gaps = new SequenceGaps();
    const missing = [
      [0, 10],
      [1, 500],
      [0, 11],
      [0, 15],
      [1, 501],
      [null, 0],
    ].map(([cpu = null, seq]) => gaps.take({ cpu, seq: seq ?? 0 }));
    assert.deepEqual(missing, [0, 0, 0, 3, 0, 0]);
  });

  it('goes on over the end of 32 bits', () => {
    const gaps = new SequenceGaps();
    gaps.take({ cpu: 0, seq: 2 ** 32 - 2 });
    assert.equal(gaps.take({ cpu: 0, seq: 2 ** 32 - 1 }), 0);
    assert.equal(gaps.take({ cpu: 0, seq: 2 }), 2);
  });

  it('counts exactly the events that are left out between the first and the last of a CPU', () => {
    const sent = fc.array(fc.record({ cpu: fc.nat(3), received: fc.boolean() }), { maxLength: 80 });
    fc.assert(
      fc.property(sent, fc.nat(2 ** 32 - 1), (events, first) => {
        const gaps = new SequenceGaps();
        const next = new Map<number, number>();
        const unheard = new Map<number, number>();
        let expected = 0;
        let counted = 0;
        for (const { cpu, received } of events) {
          const seq = next.get(cpu) ?? first;
          next.set(cpu, (seq + 1) >>> 0);
          const waiting = unheard.get(cpu);
          if (!received) {
            if (waiting !== undefined) unheard.set(cpu, waiting + 1);
            continue;
          }
          counted += gaps.take({ cpu, seq });
          expected += waiting ?? 0;
          unheard.set(cpu, 0);
        }
        assert.equal(counted, expected);
      }),
    );
  });
});
