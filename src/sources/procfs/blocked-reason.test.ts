import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type Blocked,
  blockedReason,
  callDescriptors,
  type Observation,
} from './blocked-reason.ts';
import { parseSyscall } from './syscall-line.ts';

/** Recorded on Linux 6.18 (x64): wchan, syscall, what the descriptors are open on. */
const RECORDED: readonly (readonly [string, string, readonly string[], Blocked])[] = [
  ['do_wait', '61 0x12a7 0x7ffd 0x0 0x0 0x0 0x0 0x7f 0x7e', [], { reason: 'waitpid', wait: 4775 }],
  [
    'do_wait',
    '61 0xffffffffffffffff 0x7f 0x0 0x0 0x0 0x7 0x7f 0x7e',
    [],
    { reason: 'waitpid', wait: 'any' },
  ],
  ['hrtimer_nanosleep', '230 0x1 0x1 0x7ff 0x0 0x0 0x7 0x7f 0x7e', [], { reason: 'sleep' }],
  ['hrtimer_nanosleep', '35 0x7ff 0x0 0x0 0x0 0x0 0x7 0x7f 0x7e', [], { reason: 'sleep' }],
  ['wait_woken', '0 0x0 0x55 0x400 0x0 0x0 0x0 0x7f 0x7e', ['/dev/pts/3'], { reason: 'input' }],
  ['wait_woken', '0 0x4 0x55 0x400 0x0 0x0 0x0 0x7f 0x7e', ['socket:[81]'], { reason: 'socket' }],
  ['anon_pipe_read', '0 0x3 0x7f 0x1 0x0 0x0 0x0 0x7f 0x7e', ['pipe:[71]'], { reason: 'pipe' }],
  ['anon_pipe_write', '1 0x4 0x7 0x9 0x0 0x0 0x0 0x7 0x7', ['pipe:[7]'], { reason: 'pipe-full' }],
  // A named pipe shows its path; the kernel's function tells what it is.
  ['anon_pipe_read', '0 0x3 0x7f 0x1 0x0 0x0 0x0 0x7f 0x7e', ['/tmp/fifo'], { reason: 'pipe' }],
  ['wait_for_partner', '257 0xffffff9c 0x7 0x80000 0x0 0x0 0x0 0x7 0x7', [], { reason: 'pipe' }],
  ['futex_do_wait', '202 0x55 0x189 0x0 0x0 0x0 0xff 0x7f 0x7e', [], { reason: 'lock-or-thread' }],
  ['futex_do_wait', '202 0x7f 0x109 0x0 0x0 0x0 0xff 0x7f 0x7e', [], { reason: 'lock' }],
  ['futex_do_wait', '202 0x7f 0x109 0x12a8 0x0 0x0 0xff 0x7f 0x7e', [], { reason: 'thread' }],
  ['inet_csk_accept', '288 0x3 0x7f 0x7f 0x80000 0x0 0x0 0x7 0x7', [], { reason: 'accept' }],
  ['unix_stream_read_generic', '45 0x3 0x7 0x1 0x0 0x0 0x0 0x7 0x7', [], { reason: 'socket' }],
  ['locks_lock_inode_wait', '73 0x4 0x2 0x0 0x0 0x0 0x0 0x7 0x7', [], { reason: 'file-lock' }],
  ['fcntl_setlk', '72 0x4 0x7 0x7ff 0x0 0x0 0x0 0x7 0x7', [], { reason: 'file-lock' }],
  ['ep_poll', '281 0xd 0x7 0x400 0xffffffff 0x0 0x8 0x7 0x7', [], { reason: 'event-loop' }],
  ['do_poll', '7 0x7f 0x1 0x1388 0x0 0x0 0x0 0x7 0x7', ['pipe:[9]'], { reason: 'poll' }],
  ['do_poll', '7 0x7f 0x1 0x1388 0x0 0x0 0x0 0x7 0x7', ['socket:[9]'], { reason: 'socket' }],
  ['do_poll', '7 0x7f 0x1 0x1388 0x0 0x0 0x0 0x7 0x7', ['/dev/tty'], { reason: 'input' }],
  ['do_poll', '7 0x7 0x2 0x5 0x0 0x0 0x0 0x7 0x7', ['pipe:[9]', 'socket:[1]'], { reason: 'poll' }],
  ['do_poll', '7 0x0 0x0 0x1388 0x0 0x0 0x0 0x7 0x7', [], { reason: 'sleep' }],
  ['do_select', '270 0x0 0x0 0x0 0x0 0x7ff 0x0 0x7 0x7', [], { reason: 'sleep' }],
  ['do_select', '270 0x4 0x7f 0x0 0x0 0x7ff 0x0 0x7 0x7', [], { reason: 'poll' }],
  ['__do_sys_pause', '34 0x0 0x0 0x0 0x0 0x0 0x0 0x7 0x7', [], { reason: 'signal' }],
  ['do_sigtimedwait.isra.0', '128 0x7 0x0 0x0 0x8 0x0 0x0 0x7 0x7', [], { reason: 'signal' }],
  ['n_tty_write', '1 0x1 0x7 0x400 0x0 0x0 0x0 0x7 0x7', ['/dev/pts/0'], { reason: 'output' }],
  ['do_msgrcv', '70 0x1 0x7 0x9 0x0 0x0 0x0 0x7 0x7', [], { reason: 'queue' }],
  [
    'eventfd_read',
    '0 0x4 0x7 0x8 0x0 0x0 0x0 0x7 0x7',
    ['anon_inode:[eventfd]'],
    { reason: 'other' },
  ],
  [
    'timerfd_read',
    '0 0x4 0x7 0x8 0x0 0x0 0x0 0x7 0x7',
    ['anon_inode:[timerfd]'],
    { reason: 'sleep' },
  ],
  ['0', '999 0x4 0x7 0x8 0x0 0x0 0x0 0x7 0x7', [], { reason: 'other' }],
  // Another user's process: nothing but a state and, at times, the kernel's function.
  ['do_wait', '', [], { reason: 'waitpid' }],
  ['hrtimer_nanosleep', '', [], { reason: 'sleep-or-timed-wait' }],
  ['futex_wait_queue', '', [], { reason: 'lock-or-thread' }],
  ['0', '', [], { reason: 'other' }],
];

function observation(wchan: string, syscall: string, targets: readonly string[]): Observation {
  return {
    wchan,
    call: parseSyscall(syscall, 'x64'),
    targets,
    uninterruptible: false,
    hasChildren: false,
    isThread: (id) => id === 0x12a8,
  };
}

describe('blockedReason', () => {
  for (const [wchan, syscall, targets, expected] of RECORDED) {
    it(`${wchan}, ${syscall.slice(0, 18)}, ${targets}: ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(blockedReason(observation(wchan, syscall, targets)), expected);
    });
  }

  it('keeps open whether a sleep waits for a child, if there is one', () => {
    const sleep = observation('hrtimer_nanosleep', '230 0x1 0x1 0x7 0x0 0x0 0x7 0x7 0x7', []);
    assert.equal(blockedReason({ ...sleep, hasChildren: true }).reason, 'sleep-or-timed-wait');
  });

  it('takes an uninterruptible sleep for the disk, except while a child is being made', () => {
    const disk = observation('folio_wait_bit_common', '0 0x3 0x7 0x9 0x0 0x0 0x0 0x7 0x7', ['/a']);
    assert.equal(blockedReason({ ...disk, uninterruptible: true }).reason, 'disk');
    const vfork = observation('kernel_clone', '58 0x0 0x0 0x0 0x0 0x0 0x0 0x7 0x7', []);
    assert.equal(blockedReason({ ...vfork, uninterruptible: true }).reason, 'other');
  });

  it('has an answer for whatever is read', () => {
    const hex = fc
      .bigInt({ min: 0n, max: (1n << 64n) - 1n })
      .map((value) => `0x${value.toString(16)}`);
    const line = fc
      .tuple(fc.nat(500), fc.array(hex, { minLength: 8, maxLength: 8 }))
      .map(([number, args]) => [number, ...args].join(' '));
    fc.assert(
      fc.property(fc.string(), fc.oneof(line, fc.string()), fc.array(fc.string()), (...seen) => {
        const read = observation(...seen);
        assert.equal(typeof blockedReason(read).reason, 'string');
        if (read.call !== undefined) callDescriptors(read.call);
      }),
    );
  });
});
