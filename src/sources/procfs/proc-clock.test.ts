import assert from 'node:assert/strict';
import { monotonicUs, SessionClock } from '../session-clock.ts';
import { parseAuxv } from './auxv.ts';
import { ProcClock } from './proc-clock.ts';

const units = { pageBytes: 4096, ticksPerSecond: 100 };

describe('ProcClock', () => {
  it('gives the whole tick as the window of birth', () => {
    const clock = new SessionClock(5_000_000);
    const proc = new ProcClock(clock, units, monotonicUs());
    const [us, plusMinusUs] = proc.birthOf(600);
    assert.ok(us - plusMinusUs <= 1_000_000 && us + plusMinusUs >= 1_010_000);
    assert.ok(plusMinusUs < 10_000);
  });

  it('takes off the time that the machine slept', () => {
    const clock = new SessionClock(5_000_000);
    const slept = 3_600_000_000;
    const proc = new ProcClock(clock, units, monotonicUs() + slept);
    const [us, plusMinusUs] = proc.birthOf(360_600);
    assert.ok(Math.abs(us - 1_005_000) <= plusMinusUs);
  });
});

describe('parseAuxv', () => {
  it('finds page size and clock ticks', () => {
    const entry = (key: bigint, value: bigint) => {
      const bytes = Buffer.alloc(16);
      bytes.writeBigUInt64LE(key);
      bytes.writeBigUInt64LE(value, 8);
      return bytes;
    };
    const auxv = Buffer.concat([entry(6n, 16_384n), entry(17n, 250n), entry(0n, 0n)]);
    assert.deepEqual(parseAuxv(auxv), { pageBytes: 16_384, ticksPerSecond: 250 });
    assert.deepEqual(parseAuxv(Buffer.alloc(3)), units);
  });
});
