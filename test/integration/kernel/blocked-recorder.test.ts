import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { build } from '../../support/compiled.ts';
import { eventsOf, skipWithoutKernelEvents, startKernel } from '../../support/kernel.ts';
import { temporaryFolder } from '../../support/recorded.ts';

const FORKS = 20_000;
const BLOCKED_MS = 3_000;

function busyFor(ms: number): void {
  const until = performance.now() + ms;
  while (performance.now() < until);
}

describe('kernel events while the recorder is busy', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  before(skipWithoutKernelEvents);
  after(() => folder.remove());

  it('are all taken in, or their loss is found, healed and told', async function () {
    const program = build(this, 'many_forks', folder.path);
    const { kernel, events } = await startKernel();
    try {
      const child = spawn(program, [String(FORKS)]);
      assert.ok(child.pid !== undefined);
      kernel.notice({ pid: child.pid });
      const ended = once(child, 'exit');
      busyFor(BLOCKED_MS);
      await ended;
      await kernel.flush();
      const lost = eventsOf(events, 'lost').reduce((sum, { count }) => sum + count, 0);
      const started = eventsOf(events, 'started');
      const ends = eventsOf(events, 'ended');
      assert.equal(ends.length, started.length, 'of each that was seen the end is known');
      if (lost === 0) {
        assert.equal(started.length, FORKS + 1);
        assert.equal(
          ends.filter(({ exit }) => exit !== null && 'code' in exit && exit.code === 3).length,
          FORKS,
        );
        return;
      }
      console.log(`      ${lost} events were lost`);
      assert.ok(started.length + lost >= FORKS + 1, 'no more is missing than is told');
    } finally {
      kernel.dispose();
    }
  });

  it('leave no thread behind that would still clean up while the recorder ends', async () => {
    const { kernel } = await startKernel();
    const threads = () => readdirSync('/proc/self/task').length;
    const running = threads();
    kernel.dispose();
    await kernel.ended();
    assert.equal(threads(), running - 1);
  });

  it('leave the program to end when the source is disposed of at any time', async () => {
    for (const wait of [false, true]) {
      const { kernel } = await startKernel();
      const child = spawn('true');
      const ended = once(child, 'exit');
      kernel.notice({ pid: child.pid ?? 0 });
      if (wait) await kernel.flush();
      kernel.dispose();
      kernel.dispose();
      const [code] = await ended;
      assert.equal(code, 0);
    }
  });
});
