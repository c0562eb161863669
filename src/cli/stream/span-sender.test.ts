import assert from 'node:assert/strict';
import type { ExportResult } from '@opentelemetry/core';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { readableSpan } from './readable-span.ts';
import { SpanSender } from './span-sender.ts';

const span = readableSpan(
  {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    name: 'worker',
    kind: 1,
    startTimeUnixNano: '1500000000',
    endTimeUnixNano: '2500000001',
    attributes: [{ key: 'process.pid', value: { intValue: '7' } }],
    events: [],
    links: [],
    status: {},
  },
  { resource: { attributes: {} } as ReadableSpan['resource'], scope: { name: 'x', version: '1' } },
);
const many = (count: number) => Array.from({ length: count }, () => span);

/** Answers when told to. */
class SlowExporter {
  readonly batches: number[] = [];
  #answer: ((result: ExportResult) => void) | undefined;

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    this.batches.push(spans.length);
    this.#answer = done;
  }

  async answer(result: ExportResult): Promise<void> {
    this.#answer?.(result);
    await new Promise(setImmediate);
  }
}

const taken = { code: 0 };

describe('SpanSender', () => {
  it('sends one request after the other, and drops what is too much for a slow collector', async () => {
    const exporter = new SlowExporter();
    const sender = new SpanSender(exporter);
    sender.send(many(1_000));
    assert.deepEqual(exporter.batches, [512]);
    sender.send(many(30_000));
    assert.equal(sender.dropped, 1_000 - 512 + 30_000 - 20_000);
    while (sender.sent + sender.dropped < 31_000) await exporter.answer(taken);
    await sender.idle();
    assert.equal(sender.sent, 20_512);
    assert.equal(sender.problem, null);
  });

  it('counts the spans of a failed request, and goes on', async () => {
    const exporter = new SlowExporter();
    const sender = new SpanSender(exporter);
    sender.send(many(600));
    await exporter.answer({ code: 1, error: new Error('refused') });
    await exporter.answer(taken);
    await sender.idle();
    assert.deepEqual([sender.sent, sender.dropped, sender.problem], [88, 512, 'refused']);
  });

  it('has times in seconds and nanoseconds', () => {
    assert.deepEqual(
      [span.startTime, span.duration],
      [
        [1, 500_000_000],
        [1, 1],
      ],
    );
    assert.deepEqual(span.attributes, { 'process.pid': 7 });
  });
});
