import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProcessEvent } from '../../model/process-event.ts';
import { argvOfExec, parseStraceLine, unquote } from './strace-line.ts';
import { StraceTranslation } from './strace-translation.ts';

/** Recorded with strace 6.1: a shell with two jobs, one of which fails; PIDs shortened. */
const SHELL = `\
50 100.000000 execve("/usr/bin/bash", ["bash", "/tmp/st.sh"], 0x7ffd23fa1748 /* 35 vars */) = 0 <0.000301>
50 100.001000 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7ff8c3181a10) = 56 <0.000130>
50 100.001300 clone(child_stack=NULL, flags=CLONE_CHILD_CLEARTID|CLONE_CHILD_SETTID|SIGCHLD, child_tidptr=0x7ff8c3181a10 <unfinished ...>
57 100.001350 execve("/no/sleep", ["sleep", "0.05"], 0x55944d64f7b0 /* 35 vars */) = -1 ENOENT (No such file or directory) <0.000005>
57 100.001360 execve("/usr/bin/sleep", ["sleep", "0.05"], 0x55944d64f7b0 /* 35 vars */ <unfinished ...>
50 100.001400 <... clone resumed>) = 57 <0.000100>
50 100.001450 wait4(-1,  <unfinished ...>
57 100.001700 <... execve resumed>) = 0 <0.000340>
56 100.020000 exit_group(3)     = ?
56 100.020100 +++ exited with 3 +++
50 100.020200 <... wait4 resumed>[{WIFEXITED(s) && WEXITSTATUS(s) == 3}], 0, NULL) = 56 <0.018750>
50 100.020300 wait4(-1, 0x7ffc1c82ced0, WNOHANG, NULL) = 0 <0.000002>
50 100.020400 waitid(P_PID, 57,  <unfinished ...>
57 100.050000 +++ killed by SIGSEGV (core dumped) +++
50 100.050100 <... waitid resumed>{si_signo=SIGCHLD, si_code=CLD_DUMPED, si_pid=57, si_uid=0, si_status=SIGSEGV, si_utime=0, si_stime=0}, WEXITED, NULL) = 0 <0.029700>
50 100.050200 clone3({flags=CLONE_VM|CLONE_FS|CLONE_FILES|CLONE_SIGHAND|CLONE_THREAD|CLONE_SYSVSEM, exit_signal=0} => {parent_tid=[58]}, 88) = 58 <0.000040>
58 100.050300 +++ exited with 0 +++
50 100.060000 +++ exited with 7 +++
`;

function translate(text: string): ProcessEvent[] {
  const translation = new StraceTranslation({ pid: 50, birth: [0, 0] }, (us) => us - 100_000_000);
  const events: ProcessEvent[] = [];
  for (const each of text.split('\n')) {
    const line = parseStraceLine(each);
    if (line !== undefined) events.push(...translation.translate(line));
  }
  assert.equal(translation.rootEnded, true);
  return events;
}

/** `type pid detail`, one line an event. */
function brief(event: ProcessEvent): string {
  const { pid } = event.process;
  switch (event.type) {
    case 'started':
      return `${event.tUs} started ${pid} of ${event.ppid}`;
    case 'exec':
      return `${event.tUs} exec ${pid} ${event.argv.join(' ')}`;
    case 'wait-began':
      return `${event.tUs} wait ${event.wait} for ${event.target?.pid}`;
    case 'wait-ended':
      return `${event.tUs} waited ${event.wait}`;
    case 'ended':
    case 'reaped':
      return `${event.tUs} ${event.type} ${pid} ${JSON.stringify(event.exit)}`;
    default:
      return event.type;
  }
}

describe('strace', () => {
  it('tells of forks, execs, waits and ends, and not of threads', () => {
    assert.deepEqual(translate(SHELL).map(brief), [
      '301 exec 50 bash /tmp/st.sh',
      '1130 started 56 of 50',
      // The child speaks before its parent's call has returned.
      '1350 started 57 of undefined',
      '1400 started 57 of 50',
      '1700 exec 57 sleep 0.05',
      '20100 ended 56 {"code":3}',
      '1450 wait strace.1 for undefined',
      '20200 waited strace.1',
      '20200 reaped 56 {"code":3}',
      '50000 ended 57 {"signal":"SIGSEGV"}',
      '20400 wait strace.2 for 57',
      '50100 waited strace.2',
      '50100 reaped 57 {"signal":"SIGSEGV"}',
      '60000 ended 50 {"code":7}',
    ]);
  });

  it('tells of a wait while it lasts', () => {
    const translation = new StraceTranslation({ pid: 50, birth: [0, 0] }, (us) => us);
    const line = parseStraceLine('50 0.000100 wait4(60,  <unfinished ...>');
    assert.ok(line);
    assert.deepEqual(translation.translate(line), []);
    assert.deepEqual(translation.flush(200), [], 'it may only look');
    assert.deepEqual(translation.flush(5_000).map(brief), ['100 wait strace.1 for 60']);
    assert.deepEqual(translation.flush(9_000), []);
  });

  it('gives nothing for cut and foreign lines', () => {
    for (const text of [
      '',
      '50',
      '50 1.000000',
      'strace: x',
      '50 1.000000 wait4(',
      '50 1.0 x() = 1',
    ]) {
      assert.equal(parseStraceLine(text), undefined, text);
    }
  });

  it('never throws, whatever a program calls itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        parseStraceLine(`50 1.000000 execve("${text}`);
        argvOfExec(text);
        unquote(text);
      }),
    );
  });

  it('reads arguments as they were', () => {
    const args = String.raw`"/bin/x", ["x", "a \"b\"\n", "\344\275\240\345\245\275", "]", "cut"..., ...], 0x7 /* 3 vars */`;
    assert.deepEqual(argvOfExec(args), ['x', 'a "b"\n', '你好', ']', 'cut…', '…']);
  });
});
