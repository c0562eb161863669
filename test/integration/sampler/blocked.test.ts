import assert from 'node:assert/strict';
import type { BlockedReason } from '../../../src/model/process-event.ts';
import type { ProcessView } from '../../../src/model/views.ts';
import { GrowingSession } from '../../support/growing.ts';
import { pythonExecutable } from '../../support/recorded.ts';

/** Without the probe: -I and -S ignore the environment that brings it in. */
const bare = [pythonExecutable(), '-I', '-S', 'test/programs/python/blocked.py'];

/** How each function of the program shows, by the sampler's word alone. */
const REASONS: Readonly<Record<string, BlockedReason>> = {
  join: 'waitpid',
  // The sentinel of a child is a pipe that is polled, and so are many other things.
  join_timeout: 'poll',
  sleep: 'sleep',
  sleep_with_child: 'sleep-or-timed-wait',
  popen_wait_timeout: 'sleep-or-timed-wait',
  pipe_read: 'pipe',
  pipe_full: 'pipe-full',
  process_lock: 'lock',
  thread_lock: 'lock-or-thread',
  native_thread: 'thread',
  queue_get: 'pipe',
  queue_feeder: 'pipe-full',
  accept: 'accept',
  receive: 'socket',
  receive_tcp: 'socket',
  receive_timeout: 'socket',
  file_lock: 'file-lock',
  event_loop: 'event-loop',
  select_nothing: 'sleep',
  signal_wait: 'signal',
};

describe('the sampler says why a process is blocked', () => {
  let session: GrowingSession;
  afterEach(() => session.dispose());

  /** Waits until the process `of` the session is seen in a state. */
  function seen(
    state: ProcessView['state'],
    reason: BlockedReason | null,
    of: (process: ProcessView) => boolean = ({ parent }) => parent === null,
  ): Promise<ProcessView> {
    return session.until(`${state} ${reason}`, (model) =>
      model.processes().find((each) => of(each) && each.state === state && each.reason === reason),
    );
  }

  for (const [program, reason] of Object.entries(REASONS)) {
    it(`${program}: ${reason}`, async () => {
      session = new GrowingSession([...bare, program]);
      const main = await seen('blocked', reason);
      assert.equal(main.evidence.state, 'sampled');
    });
  }

  it('terminal_input: input', async () => {
    session = new GrowingSession([...bare, 'terminal_input'], { terminal: true });
    await seen('blocked', 'input');
  });

  it('a reader that opens a pipe of which nobody has opened the other end: pipe', async () => {
    session = new GrowingSession([...bare, 'fifo_open']);
    await seen('blocked', 'pipe', ({ parent }) => parent !== null);
  });

  it('a program of the shell: its wait, and the sleep of the child', async () => {
    session = new GrowingSession(['sh', '-c', 'sleep 3600; :']);
    await seen('blocked', 'waitpid');
    const child = await seen('blocked', 'sleep', ({ name }) => name === 'sleep');
    const wait = await session.until('a wait', (model) => model.waits()[0]);
    assert.equal(wait.evidence, 'sampled');
    assert.equal(child.parent, wait.waiter);
  });

  it('names the child that wait4 is called with', async () => {
    session = new GrowingSession([...bare, 'join']);
    const wait = await session.until('a wait for a child', (model) =>
      model.waits().find(({ target }) => target !== null),
    );
    assert.equal(wait.cause, 'waitpid');
    assert.equal(wait.evidence, 'sampled');
    await session.until('the child', (model) =>
      model.processes().find(({ id, parent }) => id === wait.target && parent === wait.waiter),
    );
  });

  it('a stopped process is stopped', async () => {
    session = new GrowingSession([...bare, 'stopped']);
    await seen('stopped', null);
  });

  it('a process runs while any of its threads does', async () => {
    session = new GrowingSession([...bare, 'busy_thread']);
    const main = await session.until('a running thread beside a waiting one', (model) =>
      model.processes().find(({ state, usage }) => state === 'running' && usage?.threads === 2),
    );
    assert.equal(main.reason, null);
  });

  it('gives way to what a probe reports', async () => {
    session = new GrowingSession(['python3', 'test/programs/python/blocked.py', 'join']);
    const main = await seen('blocked', 'join');
    assert.equal(main.evidence.state, 'reported');
    const waits = await session.until('waits', (model) => model.waits());
    assert.deepEqual(
      waits.filter(({ waiter }) => waiter === main.id).map(({ cause }) => cause),
      ['join'],
    );
  });
});
