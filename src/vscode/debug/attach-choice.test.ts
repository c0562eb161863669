import assert from 'node:assert/strict';
import type { ProcessKind } from '../../model/process-event.ts';
import { attachConfiguration, debuggerExtension } from './attach-choice.ts';

function choose(kind: ProcessKind, ...installed: string[]) {
  const target = { pid: 42, name: 'worker', kind, executable: '/bin/worker' };
  return attachConfiguration(target, (type) => installed.includes(type));
}

describe('attaching a debugger', () => {
  it('takes the best debugger that is installed for the kind of process', () => {
    const base = { name: 'worker [42]', request: 'attach' };
    assert.deepEqual(choose('python', 'python', 'debugpy', 'lldb'), {
      ...base,
      type: 'debugpy',
      processId: 42,
    });
    assert.deepEqual(choose('node', 'pwa-node', 'node'), {
      ...base,
      type: 'pwa-node',
      processId: '42',
    });
    const inspected = { pid: 42, name: 'worker', executable: '', inspectorPort: 9230 };
    assert.deepEqual(
      attachConfiguration({ ...inspected, kind: 'node' }, () => true),
      {
        ...base,
        type: 'pwa-node',
        address: '127.0.0.1',
        port: 9230,
        __forkscope: { pid: 42 },
      },
    );
    assert.deepEqual(choose('other', 'lldb', 'cppdbg'), { ...base, type: 'lldb', pid: 42 });
    assert.deepEqual(choose('other', 'cppdbg'), {
      ...base,
      type: 'cppdbg',
      processId: '42',
      MIMode: 'gdb',
      program: '/bin/worker',
    });
  });

  it('knows none where none is installed, and which extension would bring one', () => {
    assert.equal(choose('python', 'lldb', 'pwa-node'), undefined);
    assert.equal(choose('other', 'debugpy'), undefined);
    assert.equal(debuggerExtension('python'), 'ms-python.debugpy');
  });
});
