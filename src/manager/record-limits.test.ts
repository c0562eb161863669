import assert from 'node:assert/strict';
import type { SessionEvent } from '../model/process-event.ts';
import { TraceLimit } from './record-limits.ts';

const said = (tUs: number): SessionEvent => ({
  type: 'output',
  tUs,
  source: 'probe',
  evidence: 'reported',
  process: { pid: 1 },
  stream: 'stdout',
  text: 'x',
});

describe('the limit of a trace', () => {
  it('leaves out details first, then all but the last words', () => {
    const limit = new TraceLimit(1_000);
    const admitted = (bytes: number) =>
      (['output', 'state', 'started', 'wait-began', 'lost', 'session-ended'] as const).filter(
        (type) => limit.admits(type, bytes),
      );
    assert.equal(admitted(999).length, 6);
    assert.deepEqual(admitted(1_000), ['started', 'wait-began', 'lost', 'session-ended']);
    assert.deepEqual(admitted(1_100), ['lost', 'session-ended']);
  });

  it('says so once, and tells every gap, but not each event', () => {
    const limit = new TraceLimit(2 ** 20);
    const first = limit.leaveOut(said(5));
    assert.deepEqual(
      first.map(({ type }) => type),
      ['notice', 'lost'],
    );
    let told = 1;
    for (let second = 0; second < 100; second += 1) {
      for (const event of limit.leaveOut(said(second * 1e6))) {
        assert.ok(event.type === 'lost' && event.about === 'probe');
        told += event.count;
      }
    }
    for (const event of limit.tellGaps(100e6)) told += event.type === 'lost' ? event.count : 0;
    assert.equal(told, 101);
    assert.deepEqual(limit.tellGaps(101e6), []);
  });
});
