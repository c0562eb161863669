import assert from 'node:assert/strict';
import { RULES } from '../model/findings/registry.ts';
import { UserError } from '../model/user-error.ts';
import { type CheckOptions, chosenLimits, chosenRules, parseDuration } from './check-options.ts';

const NOTHING: CheckOptions = { failOn: 'warning', waitOver: true, limit: [], format: 'text' };

describe('the options of a check', () => {
  it('choose rules', () => {
    assert.equal(chosenRules(NOTHING).size, RULES.length);
    const rules = 'orphan, left-over';
    assert.deepEqual([...chosenRules({ ...NOTHING, rules })], ['orphan', 'left-over']);
    assert.deepEqual([...chosenRules({ ...NOTHING, rules, except: 'orphan' })], ['left-over']);
    assert.ok(!chosenRules({ ...NOTHING, except: 'orphan' }).has('orphan'));
    assert.throws(() => chosenRules({ ...NOTHING, rules: 'orphn' }), UserError);
  });

  it('set limits', () => {
    assert.deepEqual(chosenLimits(NOTHING), {});
    assert.deepEqual(
      chosenLimits({ ...NOTHING, limit: ['zombieSeconds=2'], waitOver: 10, maxProcesses: 4 }),
      { zombieSeconds: 2, waitSeconds: 10, everyWait: true, maxProcesses: 4 },
    );
    for (const limit of [
      'zombieSeconds',
      'zombieSeconds=',
      'zombieSeconds=-1',
      'x=1',
      'everyWait=1',
    ]) {
      assert.throws(() => chosenLimits({ ...NOTHING, limit: [limit] }), UserError, limit);
    }
  });

  it('know times', () => {
    const texts = ['10s', '500ms', '2min', '1h', '3', '1.5s', '', 's', '-1s', '5 parsecs'];
    assert.deepEqual(texts.map(parseDuration), [
      10,
      0.5,
      120,
      3_600,
      3,
      1.5,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
