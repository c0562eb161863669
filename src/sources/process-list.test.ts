import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { listProcesses, parsePsList } from './process-list.ts';

describe('process list', () => {
  it('reads what ps prints', () => {
    const text = [
      '    1     0  12-03:04:05 /sbin/launchd',
      '  412   1    01:02:03 /System/Library/Some App.app/Contents/MacOS/Some App -x',
      '97012 412      00:07 python3 app.py  --name  two  spaces',
      'garbage',
      '',
    ].join('\n');
    assert.deepEqual(parsePsList(text), [
      { pid: 1, ppid: 0, command: '/sbin/launchd', ageSeconds: 1_047_845 },
      {
        pid: 412,
        ppid: 1,
        command: '/System/Library/Some App.app/Contents/MacOS/Some App -x',
        ageSeconds: 3_723,
      },
      { pid: 97_012, ppid: 412, command: 'python3 app.py  --name  two  spaces', ageSeconds: 7 },
    ]);
  });

  it('has the processes of this machine, with their command lines', async () => {
    const child = spawn('sleep', ['98765'], { stdio: 'ignore' });
    await once(child, 'spawn');
    try {
      const found = (await listProcesses()).find(({ pid }) => pid === child.pid);
      assert.equal(found?.command, 'sleep 98765');
      assert.equal(found.ppid, process.pid);
    } finally {
      child.kill();
    }
  });
});
