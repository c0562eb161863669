import assert from 'node:assert/strict';
import {
  attachedPid,
  commandOf,
  type DebugConfiguration,
  environmentOf,
  markOf,
  startsProgram,
  targetPid,
  withEnvironment,
  withMark,
} from './debug-configuration.ts';

function configuration(fields: Record<string, unknown> = {}): DebugConfiguration {
  return { type: 'debugpy', name: 'Python', request: 'launch', ...fields };
}

describe('a debug configuration', () => {
  it('starts a program, unless it joins one or is for a browser', () => {
    assert.ok(startsProgram(configuration()));
    assert.ok(startsProgram(configuration({ type: 'pwa-node' })));
    assert.ok(!startsProgram(configuration({ request: 'attach' })));
    assert.ok(!startsProgram(configuration({ __pendingTargetId: '7' })));
    for (const type of ['chrome', 'pwa-msedge', 'extensionHost', 'pwa-extensionHost']) {
      assert.ok(!startsProgram(configuration({ type })), type);
    }
  });

  it('gives its program the editor’s variables, its own first, and none that it takes away', () => {
    const own = { PATH: '/bin', A: 'editor', B: 'editor', C: undefined };
    assert.deepEqual(environmentOf(configuration({ env: { A: 'mine', B: null } }), 'env', own), {
      PATH: '/bin',
      A: 'mine',
    });
    const environment = [{ name: 'A', value: 'mine' }];
    assert.deepEqual(environmentOf(configuration({ environment }), 'environment', own), {
      PATH: '/bin',
      A: 'mine',
      B: 'editor',
    });
    assert.deepEqual(environmentOf(configuration({ env: 'nonsense' }), 'env', { A: 'a' }), {
      A: 'a',
    });
  });

  it('is given more variables, in the debugger’s own way, and keeps all else', () => {
    const before = configuration({ env: { A: '1', B: null }, args: ['x'] });
    assert.deepEqual(withEnvironment(before, 'env', { A: '2', C: '3' }), {
      ...before,
      env: { A: '2', B: null, C: '3' },
    });
    assert.deepEqual(before.env, { A: '1', B: null }, 'the given one is untouched');
    const native = configuration({ environment: [{ name: 'A', value: '1' }] });
    assert.deepEqual(withEnvironment(native, 'environment', { C: '3' }).environment, [
      { name: 'A', value: '1' },
      { name: 'C', value: '3' },
    ]);
    assert.deepEqual(withEnvironment(configuration(), 'env', { C: '3' }).env, { C: '3' });
  });

  it('carries Forkscope’s mark, and no other’s', () => {
    assert.deepEqual(markOf(withMark(configuration(), { observation: 'x' })), { observation: 'x' });
    assert.deepEqual(markOf(configuration()), {});
    assert.deepEqual(markOf(configuration({ __forkscope: { observation: 5 } })), {});
  });

  it('names the session', () => {
    assert.deepEqual(commandOf(configuration({ program: '/a/b.py', args: ['1', 2] })), [
      '/a/b.py',
      '1',
    ]);
    assert.deepEqual(commandOf(configuration({ module: 'pkg' })), ['python', '-m', 'pkg']);
    assert.deepEqual(commandOf(configuration()), ['Python']);
  });

  it('says which process it is about', () => {
    assert.equal(attachedPid(configuration({ request: 'attach', processId: '42' })), 42);
    assert.equal(attachedPid(configuration({ request: 'attach', pid: 42 })), 42);
    assert.equal(attachedPid(configuration({ request: 'attach', processId: 'x' })), undefined);
    assert.equal(attachedPid(configuration({ processId: 42 })), undefined);
    const target = (name: string) => configuration({ name, __pendingTargetId: '1' });
    assert.equal(targetPid(target('a [b].js [42]')), 42);
    assert.equal(targetPid(target('Remote Process [0]')), undefined);
    assert.equal(targetPid(configuration({ name: 'mine [42]' })), undefined);
  });
});
