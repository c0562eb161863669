import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findExecutable } from './executable.ts';

describe('findExecutable', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-test-'));
  after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, mode: number) => {
    mkdirSync(join(folder, name, '..'), { recursive: true });
    writeFileSync(join(folder, name), '');
    chmodSync(join(folder, name), mode);
  };
  file('a/tool', 0o644);
  file('b/tool', 0o755);
  file('c/tool', 0o644);
  mkdirSync(join(folder, 'd/tool'), { recursive: true });
  const path = (...names: string[]) => ({
    PATH: names.map((name) => join(folder, name)).join(':'),
  });

  it('goes on behind what may not be run, as the system does', () => {
    assert.doesNotThrow(() => findExecutable('tool', folder, path('a', 'd', 'b')));
    assert.throws(() => findExecutable('tool', folder, path('a', 'c')), { code: 'not-executable' });
    assert.throws(() => findExecutable('tool', folder, path('e')), { code: 'command-not-found' });
  });

  it('takes a path from the working directory', () => {
    assert.doesNotThrow(() => findExecutable('./tool', join(folder, 'b'), {}));
    assert.throws(() => findExecutable('./tool', folder, {}), { code: 'command-not-found' });
    assert.throws(() => findExecutable('d/tool', folder, {}), { code: 'is-a-directory' });
  });

  it('names a working directory that is not there', () => {
    assert.throws(() => findExecutable('ls', join(folder, 'none'), process.env), {
      code: 'cwd-missing',
    });
  });
});
