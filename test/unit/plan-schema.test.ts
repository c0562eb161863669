import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { LaunchPlan } from '../../src/manager/plan/plan-schema.ts';

const json = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

describe('the schema of launch plans', () => {
  const { properties, ...rest } = JSON.parse(JSON.stringify(LaunchPlan));

  it('is the one that the editor completes plan files by', () => {
    const shipped = json('media/plan.schema.json');
    assert.deepEqual(shipped.properties, properties);
    for (const [key, value] of Object.entries(rest)) assert.deepEqual(shipped[key], value, key);
  });

  it('is the one that tasks.json is completed by', () => {
    const [task] = json('package.json').contributes.taskDefinitions;
    assert.deepEqual(task.properties.processes, properties.processes);
    assert.deepEqual(task.properties.graceSeconds, properties.graceSeconds);
  });
});
