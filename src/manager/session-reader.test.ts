import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { header } from '../../test/support/world.ts';
import type { SessionEvent } from '../model/process-event.ts';
import { TraceWriter } from '../trace/trace-writer.ts';
import { SessionReader } from './session-reader.ts';

describe('a reader of a session', () => {
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-test-'));
  const file = join(folder, 'session.forkscope');
  before(() => {
    const writer = new TraceWriter(file, () => undefined);
    writer.begin(header);
    for (let i = 0; i < 10; i += 1) {
      const base = { source: 'recorder', evidence: 'reported' } as const;
      writer.append({ type: 'notice', ...base, tUs: i, message: String(i) });
    }
    writer.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  /** What it tells until it knows that nobody records, and has read what it reads. */
  async function read(maxEvents?: number): Promise<{ events: SessionEvent[]; isCut: boolean }> {
    const events: SessionEvent[] = [];
    return new Promise((resolve, reject) => {
      const reader = new SessionReader(
        file,
        {
          onHeader: () => undefined,
          onEvents: (some) => {
            events.push(...some);
            if (events.length === Math.min(maxEvents ?? 10, 10)) setImmediate(finish);
          },
          onLive: () => undefined,
          onError: reject,
        },
        maxEvents,
      );
      const finish = () => {
        const { isCut } = reader;
        reader.dispose();
        resolve({ events, isCut });
      };
      reader.open();
    });
  }

  it('reads all of it', async () => {
    for (const most of [undefined, 10, 11]) {
      const { events, isCut } = await read(most);
      assert.deepEqual([events.length, isCut], [10, false]);
    }
  });

  it('reads no more than there is room for, and knows that there is more', async () => {
    const { events, isCut } = await read(4);
    assert.deepEqual(
      events.map(({ tUs }) => tUs),
      [0, 1, 2, 3],
    );
    assert.equal(isCut, true);
  });
});
