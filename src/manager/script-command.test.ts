import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runtimeOf, scriptCommand } from './script-command.ts';

describe('scriptCommand', () => {
  it('takes tsx from the project of a TypeScript file', () => {
    const [node, option, loader, ...rest] = scriptCommand('test/a.mts', ['x'], 'typescript', 'py');
    assert.deepEqual([node, option, rest], ['node', '--import', ['test/a.mts', 'x']]);
    assert.match(loader ?? '', /^file:.*\/node_modules\/tsx\//);
  });

  it('leaves TypeScript to Node where there is no tsx', () => {
    const file = join(tmpdir(), 'a.ts');
    assert.deepEqual(scriptCommand(file, [], runtimeOf(file), 'py'), ['node', file]);
  });

  it('chooses by the ending, then by the language', () => {
    assert.equal(runtimeOf('a.PY', 'javascript'), 'python');
    assert.equal(runtimeOf('a', 'shellscript'), 'shell');
    assert.equal(runtimeOf('a'), 'executable');
  });
});
