import assert from 'node:assert/strict';
import { UserError } from '../../model/user-error.ts';
import { isSessionEvent } from '../../trace/trace-format.ts';
import { importStraceLog } from './strace-log.ts';

const context = { file: 'strace.log', version: '0' };
const EXEC = '5 1.000000 execve("/bin/true", ["true"], 0x1) = 0';
const EXIT = '5 1.500000 +++ exited with 0 +++';

describe('a damaged log of strace', () => {
  const cases: readonly [string, string][] = [
    ['a PID that no process has', '99999999999 1.100000 +++ exited with 0 +++'],
    [
      'a child that no process is',
      '5 1.100000 clone(child_stack=NULL, flags=SIGCHLD) = 99999999999',
    ],
    ['an instant that no session has', '5 99999999999999.100000 +++ exited with 0 +++'],
  ];
  for (const [what, line] of cases) {
    it(`is a session without ${what}, and says so`, () => {
      const { events, leftOut } = importStraceLog([EXEC, line, EXIT], context);
      assert.ok(leftOut > 0);
      assert.equal(
        events.find((event) => !isSessionEvent(event)),
        undefined,
      );
      const last = events.at(-1);
      assert.ok(last?.type === 'session-ended' && last.tUs === 500_000);
    });
  }

  it('is refused where no line has an instant that can be', () => {
    const lines = ['5 9999999999999999999.000000 execve("/bin/true", ["true"], 0x1) = 0'];
    assert.throws(() => importStraceLog(lines, context), UserError);
  });
});
