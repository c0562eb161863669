import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { artifactsDir } from '../../scripts/lib/paths.mjs';
import { mergeSessions } from '../../src/model/merge/merge-sessions.ts';
import type { TraceContext } from '../../src/model/process-event.ts';
import { opened } from './opened.ts';
import { pool, tutorial } from './scenarios.ts';
import { headerOf, inOrder, processEvents, type SessionScript, waitEvents } from './script.ts';

const above = { traceId: 'a'.repeat(32), spanId: '1'.repeat(16) };
const below = (digit: string) => ({
  traceId: above.traceId,
  spanId: digit.repeat(16),
  parentSpanId: above.spanId,
});

/** What a host recorded, its wall clock so many seconds after that of the first. */
function on(
  host: string,
  seconds: number,
  { header, events }: SessionScript,
  traceContext: TraceContext,
) {
  const startedAt = new Date(Date.parse(header.startedAt) + seconds * 1_000).toISOString();
  return { header: { ...header, host, startedAt, traceContext }, events };
}

const remote = (host: string, command: readonly string[]) => ['ssh', host, ...command];
const nodeA = ['python3', 'pool.py'];
const nodeB = tutorial.header.command;

const launcher: SessionScript = {
  title: 'cluster.sh',
  header: headerOf('cluster', ['sh', 'cluster.sh']),
  nowUs: null,
  events: inOrder([
    ...processEvents({
      ...{ pid: 500, ppid: 1, start: 0, role: 'main', argv: ['sh', 'cluster.sh'], end: 12 },
      ...{ phases: [[0, 'running']], exit: { code: 0 } },
    }),
    ...[remote('node-a', nodeA), remote('node-b', nodeB)].flatMap((argv, i) =>
      processEvents({
        ...{ pid: 501 + i, ppid: 500, start: 1, name: 'ssh', argv, end: 11.9 },
        ...{ phases: [[1, 'blocked', 'socket']], exit: { code: 0 } },
      }),
    ),
    ...waitEvents([
      { waiter: { pid: 500 }, target: { pid: 501 }, from: 1.1, to: 11.9, cause: 'waitpid' },
    ]),
  ]),
};

function cluster(): SessionScript {
  const { header, events } = mergeSessions(
    [
      on('head', 0, launcher, above),
      on('node-a', 1.4, pool, below('2')),
      on('node-b', -58, tutorial, below('3')),
    ],
    'merged',
  );
  return { title: 'cluster.sh', header, events, nowUs: null };
}

describe('a session of several hosts', () => {
  const at = opened();
  const row = (id: string) => at.page.locator(`[role=row][data-process-id="${id}"]`);
  const told = (id: string, column: string) =>
    row(id)
      .locator(`[data-column=${column}]`)
      .evaluate((cell) => (cell.textContent ?? '').replace(/\s+/g, ' ').trim());

  it('has a row a host, which folds the host’s processes away', async () => {
    await at.show(cluster(), { width: 1400, height: 700 });
    assert.equal(await told('host:0', 'name'), 'head × 3');
    assert.match(await told('host:1', 'name'), /^node-a × 14$/);
    // PIDs of two hosts are two processes.
    await row('500').waitFor();
    await row('500@1').waitFor();
    assert.equal(await row('500@1').getAttribute('aria-level'), '2');
    mkdirSync(join(artifactsDir, 'hosts'), { recursive: true });
    await at.page.screenshot({ path: join(artifactsDir, 'hosts', 'tree.png') });
    await row('host:1').click();
    await at.page.keyboard.press('ArrowLeft');
    await row('500@1').waitFor({ state: 'detached' });
    await row('500').waitFor();
  });

  it('tells of each host how far its clock was off', async () => {
    await at.show(cluster(), { width: 1400, height: 700 });
    const hosts = at.page.locator('[data-list=hosts] li');
    assert.deepEqual((await hosts.allTextContents()).slice(0, 1), [
      'head: all times are on its clock',
    ]);
    await row('host:2').click();
    const clock = at.page.locator('[data-fact=clock]');
    await clock.waitFor();
    assert.match((await clock.textContent()) ?? '', /its wall clock was 1 min \d\d s behind, ± /);
    await at.page.screenshot({ path: join(artifactsDir, 'hosts', 'clock.png') });
  });

  it('names the hosts where rows are in the order of a column', async () => {
    await at.show(cluster(), { width: 1400, height: 700 });
    await at.page.locator('[data-sort=pid]').click();
    await row('500@1').locator('[data-tag=host]', { hasText: 'node-a' }).waitFor();
    assert.equal(await row('host:1').count(), 0);
  });

  it('shows in the inspector where a process ran, and who launched it from where', async () => {
    await at.show(cluster(), { width: 1400, height: 700 });
    await row('500@1').click();
    assert.equal(
      await at.page
        .locator('[data-fact=host]')
        .textContent()
        .then((text) => text?.trim()),
      'node-a',
    );
    await at.page.locator('[data-fact=parent] button').click();
    await at.page.locator('[role=row][data-process-id="500"][aria-selected=true]').waitFor();
  });
});
