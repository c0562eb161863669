import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import type { ProcessView } from '../../../src/model/views.ts';
import { GrowingSession } from '../../support/growing.ts';
import { pythonExecutable } from '../../support/recorded.ts';
import type { ReportedProcess } from '../../support/reports.ts';

const program = [pythonExecutable(), '-I', '-S', 'test/programs/python/busy_loops.py'];
/** What has to have been measured of each loop before the test looks at it, in µs. */
const MEASURED_US = 2_000_000;

/** Records busy loops until enough of each has been measured. */
async function recordLoops(count: number): Promise<ReportedProcess[]> {
  const session = new GrowingSession([...program, String(count)]);
  try {
    await session.until('shares of every loop', (model) => {
      const loops = model.processes().filter(({ parent }) => parent !== null);
      return loops.length === count && loops.every((each) => measuredUs(each) >= MEASURED_US);
    });
    session.release();
    const { processes } = await session.report();
    return processes.filter(({ parent }) => parent !== null);
  } finally {
    await session.dispose();
  }
}

function measuredUs({ shares }: ProcessView): number {
  return shares.reduce((sum, { sinceUs, untilUs }) => sum + untilUs - sinceUs, 0);
}

function total(loops: readonly ReportedProcess[], state: 'running' | 'ready'): number {
  return loops.reduce((sum, { states }) => sum + states[state], 0);
}

describe('the sampler tells ready from running', () => {
  it('gives three busy loops on two CPUs the time that they waited for one', async function () {
    if (availableParallelism() < 2) this.skip();
    const loops = await recordLoops(3);
    const [running, ready] = [total(loops, 'running'), total(loops, 'ready')];
    const measured = running + ready;
    // All three want to run all the time, and two can: a third of it all is waiting, at the least.
    // A little less than all: the kernel counts neither interrupts nor what a host takes away.
    assert.ok(measured >= 0.8 * 3 * MEASURED_US, `${measured} µs`);
    assert.ok(ready / measured > 0.28, `${ready} of ${measured} µs`);
    assert.ok(running / measured > 0.05, `${running} of ${measured} µs`);
  });
});
