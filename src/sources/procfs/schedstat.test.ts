import assert from 'node:assert/strict';
import { addSchedstats, NO_TURNS, parseSchedstat, turnTimes } from './schedstat.ts';

describe('schedstat', () => {
  it('reads what one of three busy loops on two CPUs had counted', () => {
    const before = parseSchedstat('794000000 704000000 310\n');
    const after = parseSchedstat('1560500400 1439000000 612\n');
    assert.ok(before && after);
    assert.deepEqual(after, { runNs: 1_560_500_400, readyNs: 1_439_000_000, turns: 612 });
    assert.deepEqual(turnTimes(before, after), { runningUs: 766_500, readyUs: 735_000 });
  });

  it('gives nothing for a foreign text', () => {
    for (const text of ['', '12 13', 'a b c']) assert.equal(parseSchedstat(text), undefined, text);
  });

  it('adds up threads, and never counts backwards', () => {
    const one = { runNs: 2_000, readyNs: 3_000, turns: 1 };
    assert.deepEqual(addSchedstats([one, one]), { runNs: 4_000, readyNs: 6_000, turns: 2 });
    assert.deepEqual(addSchedstats([]), NO_TURNS);
    assert.deepEqual(turnTimes(one, NO_TURNS), { runningUs: 0, readyUs: 0 });
  });
});
