import assert from 'node:assert/strict';
import type { ProcessView, WaitView } from '../model/views.ts';
import {
  callText,
  exitMark,
  instantText,
  shortDuration,
  waitLabels,
  waitSentence,
} from './texts.ts';

const wait: WaitView = {
  id: '1/w',
  waiter: '1',
  target: '2',
  cause: 'join',
  startUs: 900_000,
  endUs: 3_400_000,
  timeoutUs: null,
  outcome: 'ended',
  site: { file: '/home/ada/app.py', line: 31 },
  evidence: 'reported',
};
const nameOf = () => 'worker-1';

describe('words for a wait', () => {
  it('say what was called and how long it took', () => {
    assert.deepEqual(waitLabels(wait, 0), ['join 2.5 s', '2.5 s']);
    assert.equal(waitSentence(wait, nameOf, 0), 'waited for worker-1, join, 2.5 s, app.py line 31');
  });

  it('say of an open one how long it has taken so far', () => {
    const open: WaitView = { ...wait, cause: 'exit-join', endUs: null, outcome: null, site: null };
    assert.equal(waitLabels(open, 4_300_000)[0], 'exit-join 3.4 s …');
    assert.equal(waitSentence(open, nameOf, 4_300_000), 'waits for worker-1, exit-join, 3.4 s');
  });

  it('say that the timeout passed', () => {
    const late: WaitView = { ...wait, timeoutUs: 200_000, outcome: 'timed-out' };
    assert.equal(callText(late), 'join(timeout=0.2)');
    assert.deepEqual(waitLabels(late, 0), ['join(timeout=0.2) timed out', 'timed out']);
    assert.match(waitSentence(late, nameOf, 0), /timed out/);
  });

  it('name no target where any child will do', () => {
    assert.match(waitSentence({ ...wait, target: null }, nameOf, 0), /^waits for any child/);
  });
});

describe('durations and instants', () => {
  it('are short', () => {
    const texts = [0, 980, 1_500, 200_000, 2_500_000, 59_960_000, 247_000_000].map(shortDuration);
    assert.deepEqual(texts, [
      '0 µs',
      '980 µs',
      '1.5 ms',
      '200 ms',
      '2.5 s',
      '59.96 s',
      '4 min 07 s',
    ]);
  });

  it('before the session’s start have a sign', () => {
    assert.equal(instantText(-1_500_000), '−1.50 s');
    assert.equal(instantText(-120_000_000), '−2 min 00 s');
  });
});

describe('exit mark', () => {
  const mark = (view: Partial<ProcessView>) =>
    exitMark({ exit: null, endCause: null, ...view } as ProcessView);
  it('says without colour how a process ended', () => {
    assert.equal(mark({ exit: { code: 0 }, endCause: 'exited' }), '✓ 0');
    assert.equal(mark({ exit: { code: 1 }, endCause: 'exception' }), '✗ 1');
    assert.equal(mark({ exit: { signal: 'SIGKILL' }, endCause: 'killed' }), '✗ KILL');
    assert.equal(mark({ exit: { signal: 'SIGTERM' }, endCause: 'daemon-terminated' }), '■ TERM');
    assert.equal(mark({ exit: null, endCause: 'unknown' }), '•');
  });
});
