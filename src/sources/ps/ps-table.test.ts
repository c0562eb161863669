import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { PS_ARGUMENTS, PS_ENVIRONMENT, parsePsTable, rowsBelow } from './ps-table.ts';

/** In the layout of macOS, whose columns are wider and whose states have flags. */
const MACOS = `\
    1     0 Ss   Mon Nov 23 07:01:02 2026       0.3  21456 /sbin/launchd
  412     1 S+   Mon Nov 23 07:02:03 2026      12.5 103424 /Applications/Some App.app/Contents/MacOS/App -x
  800   412 U    Sun Feb  1 23:59:59 2026       0.0   1024 python3 app.py
  801   800 Z    Mon Nov 23 07:02:04 2026       0.0      0 (python3)
  802   800 T    Mon Nov 23 07:02:04 2026       0.0    100 cat
`;

describe('ps table', () => {
  it('is read', () => {
    const rows = parsePsTable(MACOS);
    assert.deepEqual(
      rows.map(({ pid, ppid, state }) => [pid, ppid, state]),
      [
        [1, 0, 'blocked'],
        [412, 1, 'blocked'],
        [800, 412, 'blocked'],
        [801, 800, 'zombie'],
        [802, 800, 'stopped'],
      ],
    );
    assert.deepEqual(rows[1], {
      pid: 412,
      ppid: 1,
      state: 'blocked',
      startedMs: Date.UTC(2026, 10, 23, 7, 2, 3),
      cpuPercent: 12.5,
      rssBytes: 105_906_176,
      command: '/Applications/Some App.app/Contents/MacOS/App -x',
    });
  });

  it('gives the rows below a process, and survives a cycle', () => {
    const rows = parsePsTable(MACOS);
    const pids = (known: number[], from = rows) =>
      rowsBelow(from, new Set(known))
        .map(({ pid }) => pid)
        .sort();
    assert.deepEqual(pids([412]), [412, 800, 801, 802]);
    assert.deepEqual(pids([999]), []);
    const cycle = rows.map((row) => ({ ...row, ppid: row.pid === 1 ? 802 : row.ppid }));
    assert.equal(pids([800], cycle).length, 5);
  });

  it('has this process, with its start', () => {
    const env = { ...process.env, ...PS_ENVIRONMENT };
    const rows = parsePsTable(execFileSync('ps', PS_ARGUMENTS, { encoding: 'utf8', env }));
    const self = rows.find(({ pid }) => pid === process.pid);
    assert.equal(self?.ppid, process.ppid);
    const startedMs = Date.now() - process.uptime() * 1_000;
    assert.ok(Math.abs(self.startedMs - startedMs) < 3_000);
  });
});
