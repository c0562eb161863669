import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { KeptStats, keptLimit } from './kept-stats.ts';

describe('keptLimit', () => {
  it('is a quarter of what may be open, and 1,000 at most', () => {
    const limits = (soft: string) =>
      `Limit  Soft Limit  Hard Limit  Units\nMax open files            ${soft}    4096     files\n`;
    assert.equal(keptLimit(limits('1024')), 256);
    assert.equal(keptLimit(limits('20000')), 1_000);
    assert.equal(keptLimit(limits('unlimited')), 1_000);
    assert.equal(keptLimit(''), 1_000);
  });
});

describe('KeptStats', () => {
  before(function () {
    if (process.platform !== 'linux') this.skip();
  });

  it('sees that a process has changed', async () => {
    const stats = new KeptStats(1);
    const child = spawn('sleep', ['60']);
    const stateBecomes = async (state: string) => {
      for (;;) {
        const stat = stats.read(child.pid ?? 0);
        if (typeof stat === 'object' && stat.comm === 'sleep' && stat.state === state) return;
        await delay(5);
      }
    };
    try {
      await stateBecomes('S');
      child.kill('SIGSTOP');
      await stateBecomes('T');
      child.kill('SIGCONT');
      await stateBecomes('S');
    } finally {
      child.kill('SIGKILL');
      stats.dispose();
    }
  });

  for (const limit of [0, 1]) {
    it(`reads a process until it is gone, with ${limit} descriptors kept`, async () => {
      const stats = new KeptStats(limit);
      const child = spawn('sleep', ['60']);
      try {
        const { pid = 0 } = child;
        const first = stats.read(pid);
        assert.ok(typeof first === 'object');
        assert.equal(first.pid, pid);
        assert.equal(first.ppid, process.pid);
        assert.equal(stats.kept, limit);
        child.kill('SIGKILL');
        await once(child, 'exit');
        assert.equal(stats.read(pid), 'gone');
        stats.forget(pid);
        assert.equal(stats.kept, 0);
      } finally {
        child.kill('SIGKILL');
        stats.dispose();
      }
    });
  }
});
