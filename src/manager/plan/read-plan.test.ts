import assert from 'node:assert/strict';
import { UserError } from '../../model/user-error.ts';
import { brokenRulesIn } from './plan-rules.ts';
import { parsePlan } from './read-plan.ts';

/** What a plan is refused with, the file's name left out. */
function refusal(text: string): string {
  try {
    parsePlan(text, 'p.json');
  } catch (error) {
    assert.ok(error instanceof UserError && error.code === 'plan-invalid');
    assert.match(error.message, /^p\.json:\d+: [^\n]+\.$/);
    return error.message.slice('p.json:'.length);
  }
  return 'nothing';
}

describe('a launch plan', () => {
  it('may have comments and trailing commas', () => {
    const text = '{ // all\n "processes": [{ "name": "a", "command": "true", "after": [], }, ], }';
    const [only] = parsePlan(text, 'p.json').processes;
    assert.deepEqual({ ...only }, { name: 'a', command: 'true', after: [] });
  });

  const a = '{ "name": "a", "command": "true" }';
  const cases: Readonly<Record<string, readonly [string, RegExp]>> = {
    'text that is no JSON': [
      '{\n "processes": [\n  oops ] }',
      /^3: This is not JSON: invalid symbol/,
    ],
    'an empty file': ['', /^1: This is not JSON: value expected/],
    'a list': ['[]', /^1: The plan must be object/],
    'no processes': ['{}', /^1: The plan needs processes/],
    'an empty list': ['{ "processes": [] }', /^1: processes must not have fewer than 1 items/],
    'an unknown property': [
      `{\n "processes": [\n ${a},\n { "name": "b", "command": "true",\n "afetr": [] } ] }`,
      /^5: processes\.1 has no property "afetr"/,
    ],
    'a wrong variable': [
      `{ "processes": [{ "name": "a", "command": "x", "env": {\n"1": "y",\n"a~/b": 3 } }] }`,
      /^3: processes\.0\.env\.a~\/b must be string/,
    ],
    'a wrong variable that is called as a number': [
      `{ "processes": [{ "name": "a", "command": "x", "env": {\n"1": 3 } }] }`,
      /^2: processes\.0\.env\.1 must be string/,
    ],
    'a wrong type': [
      '{ "processes": [\n{ "name": 1, "command": "x" }] }',
      /^2: processes\.0\.name must be string/,
    ],
    'no name': ['{ "processes": [\n{ "command": "x" }] }', /^2: processes\.0 needs name/],
    'neither script nor command': [
      '{ "processes": [\n{ "name": "a" }] }',
      /^2: a needs a script or a command/,
    ],
    both: [
      '{ "processes": [{ "name": "a", "script": "a.py", "command": "a" }] }',
      /^1: a needs a script or a command, and not both/,
    ],
    'a name twice': [
      `{ "processes": [\n${a},\n${a}] }`,
      /^3: There are two processes of the name a/,
    ],
    'a stranger': [
      '{ "processes": [{ "name": "a", "command": "x",\n"after": ["z"] }] }',
      /^2: a is after z, which is not in the plan/,
    ],
    'waiting for a daemon': [
      `{ "processes": [{ "name": "d", "command": "x", "daemon": true },\n{ "name": "b", "command": "x", "after": ["d"] }] }`,
      /^2: b is after d, a daemon, which ends only after all others/,
    ],
    'waiting for itself': [
      '{ "processes": [{ "name": "a", "command": "x", "after": ["a"] }] }',
      /^1: Each of these is after the next one, for ever: a, a/,
    ],
    'a circle': [
      `{ "processes": [
        { "name": "a", "command": "x", "after": ["c"] },
        { "name": "b", "command": "x", "after": ["a"] },
        { "name": "c", "command": "x", "after": ["b"] } ] }`,
      /^2: Each of these is after the next one, for ever: a, c, b, a/,
    ],
    'a negative grace': [
      `{ "processes": [${a}], "graceSeconds": -1 }`,
      /^1: graceSeconds must be >= 0/,
    ],
  };
  for (const [what, [text, message]] of Object.entries(cases)) {
    it(`is refused with its line: ${what}`, () => assert.match(refusal(text), message));
  }
});

describe('the rules of plans', () => {
  const twice = '{ "name": "a", "command": "true" }, { "name": "a", "command": "true" }';
  const text = `{ // all\n "tasks": [{ "processes": [${twice}] }, { "processes": [7] }, 3], }`;
  const lists = () => [0, 1, 2, 3].map((index) => ['tasks', index, 'processes']);

  it('are checked wherever lists of processes stand', () => {
    const found = brokenRulesIn(text, lists).map(({ offset, length, what }) => [
      text.slice(offset, offset + length),
      what,
    ]);
    assert.deepEqual(found, [['"name": "a"', 'There are two processes of the name a.']]);
  });

  it('are checked in a long chain', () => {
    const chain = Array.from({ length: 1_000 }, (_, index) => ({
      name: `p${index}`,
      command: 'true',
      after: index === 999 ? [] : [`p${index + 1}`],
    }));
    const whole = JSON.stringify({ processes: chain });
    assert.deepEqual(
      brokenRulesIn(whole, () => [['processes']]),
      [],
    );
  });

  it('are not checked in what is no JSON', () => {
    assert.deepEqual(brokenRulesIn('', lists), []);
    assert.deepEqual(brokenRulesIn('{ "tasks": [', lists), []);
  });
});
