import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SessionEvent, SourceName } from '../model/process-event.ts';
import type { EventSource } from '../sources/event-source.ts';
import { TraceWriter } from '../trace/trace-writer.ts';
import { EventLog } from './event-log.ts';
import { TraceLimit } from './record-limits.ts';

function started(pid: number, source: SourceName): SessionEvent {
  return { type: 'started', tUs: 0, source, evidence: 'sampled', process: { pid } };
}

describe('EventLog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-log-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('tells every follower of the root first, also where one brings up its children at once', () => {
    const writer = new TraceWriter(join(folder, 'trace'), () => undefined);
    const log = new EventLog(writer, new TraceLimit(Number.POSITIVE_INFINITY));
    const told: number[] = [];
    const follower = (name: SourceName, notice: (pid: number) => void): EventSource => ({
      name,
      start: async () => undefined,
      notice: ({ pid }) => notice(pid),
      dispose: () => undefined,
    });
    log.follow(
      follower('procfs', (pid) => {
        log.emit(started(pid, 'procfs'));
        if (pid === 100) log.emit(started(101, 'procfs'));
      }),
    );
    log.follow(follower('strace', (pid) => told.push(pid)));
    log.emit(started(100, 'launcher'));
    log.emit(started(101, 'probe'));
    assert.deepEqual(told, [100, 101]);
    writer.close();
  });
});
