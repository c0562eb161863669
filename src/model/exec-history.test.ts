import assert from 'node:assert/strict';
import { execHistory, imageAt } from './exec-history.ts';
import type { ExecFact } from './facts.ts';
import type { Evidence } from './process-event.ts';

function history(...execs: readonly (readonly [number, Evidence, string])[]): string[] {
  return execHistory(facts(...execs)).map(({ argv }) => argv.join(' '));
}

function facts(...execs: readonly (readonly [number, Evidence, string])[]) {
  return {
    execs: execs.map(
      ([tUs, evidence, line]): ExecFact => ({
        tUs,
        evidence,
        argv: line === '' ? [] : line.split(' '),
      }),
    ),
  };
}

describe('execHistory', () => {
  it('makes one entry of what several sources say of one exec', () => {
    assert.deepEqual(
      history(
        [0, 'reported', 'sh -c x'],
        [900, 'kernel', 'sh -c x'],
        [2_000, 'sampled', 'sh -c x'],
      ),
      ['sh -c x'],
    );
  });

  it('does not take a look that began before an exec for a later one', () => {
    assert.deepEqual(history([1_000, 'kernel', 'true'], [1_020, 'sampled', 'bash']), ['true']);
    assert.deepEqual(history([1_000, 'kernel', 'a'], [500_000, 'sampled', 'b']), ['a', 'b']);
  });

  it('fills in a command line that was not read in time', () => {
    assert.deepEqual(history([1_000, 'kernel', ''], [200_000, 'sampled', 'sleep 9']), ['sleep 9']);
    assert.deepEqual(history([1_000, 'kernel', ''], [1_200, 'sampled', 'bash']), ['']);
    assert.deepEqual(history([1_000, 'kernel', '']), ['']);
  });
});

describe('imageAt', () => {
  it('is what the process was at that time', () => {
    const execs = facts([100, 'kernel', 'bash'], [900, 'kernel', 'env']);
    assert.deepEqual(imageAt(execHistory(execs), 500), ['bash']);
    assert.deepEqual(imageAt(execHistory(execs), 900), ['env']);
    assert.equal(imageAt(execHistory(execs), 50), undefined, 'still that of its parent');
  });

  it('takes the first that a late source knows of', () => {
    assert.deepEqual(imageAt(execHistory(facts([900, 'sampled', 'bash'])), 500), ['bash']);
    assert.equal(imageAt(execHistory(facts()), 500), undefined);
  });
});
