import assert from 'node:assert/strict';
import { processWide } from './thread-choice.ts';

const joining = { reason: 'lock-or-thread' } as const;

describe('processWide', () => {
  it('runs while any thread does', () => {
    assert.equal(processWide(joining, [joining, 'running']), 'running');
    assert.equal(processWide({ reason: 'sleep' }, ['running']), 'running');
  });

  it('goes by what holds up the thread that main waits for', () => {
    assert.deepEqual(processWide(joining, [{ reason: 'pipe-full' }]), { reason: 'pipe-full' });
    const child = { reason: 'waitpid', wait: 4775 } as const;
    assert.deepEqual(processWide({ reason: 'thread' }, [joining, child]), child);
  });

  it('stays with main where that is clear, or where threads differ', () => {
    const loop = { reason: 'event-loop' } as const;
    assert.deepEqual(processWide(loop, [{ reason: 'pipe' }]), loop);
    assert.deepEqual(processWide(joining, [{ reason: 'pipe' }, { reason: 'socket' }]), joining);
    assert.deepEqual(processWide(joining, [{ reason: 'sleep' }]), joining);
    assert.deepEqual(processWide(joining, []), joining);
  });
});
