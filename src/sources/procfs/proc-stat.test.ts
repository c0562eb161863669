import assert from 'node:assert/strict';
import { isDying, parseProcStat } from './proc-stat.ts';

/** Recorded on Linux 6.18; the name was set to hold what makes parsing hard. */
const line =
  '4711 (a) (b c) R 4700 4711 4700 34816 4711 4194304 120 0 0 0 7 3 0 0 20 0 2 0 ' +
  '123456 9000000 512 18446744073709551615 1 1 0 0 0 0 0 4096 2 0 0 0 17 1 0 0 0 0 0 0 0 0 0 0 0 0 9\n';

describe('parseProcStat', () => {
  it('reads the fields, whatever the name holds', () => {
    assert.deepEqual(parseProcStat(line), {
      pid: 4711,
      comm: 'a) (b c',
      state: 'R',
      ppid: 4700,
      session: 4700,
      flags: 4194304,
      cpuTicks: 10,
      threads: 2,
      startTicks: 123456,
      rssPages: 512,
      cpu: 1,
      argStart: 0,
      exitStatus: 9,
    });
  });

  it('gives nothing for a cut or foreign text', () => {
    for (const text of ['', '4711', '4711 (name', '4711 (name) S', 'hello (x) y z']) {
      assert.equal(parseProcStat(text), undefined, text);
    }
  });

  it('knows who is on the way out', () => {
    const stat = parseProcStat(line);
    assert.ok(stat);
    assert.equal(isDying(stat), false);
    assert.equal(isDying({ ...stat, threads: 1, state: 'Z' }), true);
    assert.equal(isDying({ ...stat, threads: 1, flags: stat.flags | 0x4 }), true);
    assert.equal(isDying({ ...stat, state: 'Z' }), false, 'another thread goes on');
  });
});
