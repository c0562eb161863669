import assert from 'node:assert/strict';
import { OomKills, oomCounterFiles, parseOomKills } from './oom-kills.ts';

describe('OomKills', () => {
  it('finds the counter of both kinds of cgroups', () => {
    assert.deepEqual(oomCounterFiles('0::/user.slice/session-3.scope\n'), [
      '/sys/fs/cgroup/user.slice/session-3.scope/memory.events',
      '/sys/fs/cgroup/unified/user.slice/session-3.scope/memory.events',
    ]);
    const mixed = '5:cpu,cpuacct:/\n4:memory:/jobs/7\n0::/\n';
    assert.equal(oomCounterFiles(mixed)[0], '/sys/fs/cgroup/memory/jobs/7/memory.oom_control');
    assert.deepEqual(oomCounterFiles('nonsense'), []);
  });

  it('reads the count', () => {
    const events = 'low 0\nhigh 0\nmax 4\noom 1\noom_kill 2\noom_group_kill 0\n';
    assert.equal(parseOomKills(events), 2);
    assert.equal(parseOomKills('oom_kill_disable 0\nunder_oom 0\noom_kill 3\n'), 3);
    assert.equal(parseOomKills('low 0\n'), undefined);
  });

  it('gives each new kill to one process, and older ones to none', () => {
    let count = 5;
    const files: Record<string, () => string> = {
      '/proc/7/cgroup': () => '0::/job\n',
      '/proc/8/cgroup': () => '0::/job\n',
      '/sys/fs/cgroup/job/memory.events': () => `oom_kill ${count}\n`,
    };
    const kills = new OomKills((file) => files[file]?.());
    const file = kills.watch(7);
    assert.ok(file);
    assert.equal(kills.watch(8), file);
    assert.equal(kills.watch(9), undefined, 'it is gone');
    const gone = (endSignal: string | null | undefined) => ({ oomFile: file, endSignal });
    assert.deepEqual(kills.suspects([gone('SIGKILL')]), []);
    count = 6;
    assert.deepEqual(kills.suspects([gone('SIGKILL'), gone(null)]), [gone('SIGKILL')]);
    assert.deepEqual(kills.suspects([gone('SIGKILL')]), []);
  });

  it('keeps it open which one it was, where nobody knows how they ended', () => {
    let count = 0;
    const kills = new OomKills((name) =>
      name.endsWith('/cgroup')
        ? '0::/job\n'
        : name.includes('/job/')
          ? `oom_kill ${count}`
          : undefined,
    );
    const oomFile = kills.watch(7);
    const main = { pid: 7, oomFile, endSignal: undefined };
    const worker = { pid: 8, oomFile, endSignal: 'SIGKILL' };
    const other = { pid: 9, oomFile: undefined, endSignal: 'SIGKILL' };
    count = 1;
    assert.deepEqual(kills.suspects([main, worker, other]), [worker]);
    count = 3;
    assert.deepEqual(kills.suspects([main, worker, other]), [worker, main]);
  });
});
