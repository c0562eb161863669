import assert from 'node:assert/strict';
import { exitFromRuntimeCode, exitFromWaitStatus } from './wait-status.ts';

describe('exit statuses', () => {
  it('reads what wait(2) gives', () => {
    assert.deepEqual(exitFromWaitStatus(0), { code: 0 });
    assert.deepEqual(exitFromWaitStatus(3 << 8), { code: 3 });
    assert.deepEqual(exitFromWaitStatus(15), { signal: 'SIGTERM' });
    assert.deepEqual(exitFromWaitStatus(6 | 0x80), { signal: 'SIGABRT' }, 'with a core dump');
    assert.deepEqual(exitFromWaitStatus(42), { signal: 'SIG42' });
  });

  it('reads what Python gives', () => {
    assert.deepEqual(exitFromRuntimeCode(1), { code: 1 });
    assert.deepEqual(exitFromRuntimeCode(-9), { signal: 'SIGKILL' });
  });
});
