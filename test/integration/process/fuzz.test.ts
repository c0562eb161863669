import assert from 'node:assert/strict';
import { faultOf } from '../../fuzz/process/compare.ts';
import { pythonExecutable } from '../../support/recorded.ts';

const SEEDS = 30;

describe('random programs', () => {
  it(`end as they do in Python (${SEEDS} of them)`, async function () {
    this.timeout(300_000);
    const python = pythonExecutable();
    const seeds = Array.from({ length: SEEDS }, (_, index) => index + 1);
    const faults: string[] = [];
    const playOn = async () => {
      for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
        const fault = await faultOf(seed, python);
        if (fault !== undefined) faults.push(fault);
      }
    };
    await Promise.all([playOn(), playOn()]);
    assert.equal(faults.join('\n'), '');
  });
});
