import assert from 'node:assert/strict';
import fc from 'fast-check';
import { header, interleave, worlds } from '../../test/support/world.ts';
import { gzipBlock } from './blocked-gzip.ts';
import { describeProblems, TraceParser } from './trace-parser.ts';

describe('TraceParser', () => {
  it('gives the whole events of a trace that is cut at any byte, in pieces of any size', () => {
    fc.assert(
      fc.property(
        worlds,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 300 }),
        (world, share, size) => {
          const events = interleave(world.streams, [0]);
          const lines = [header, ...events].map((value) => `${JSON.stringify(value)}\n`);
          const bytes = Buffer.from(lines.join(''));
          const cut = bytes.subarray(0, Math.floor(share * bytes.length));
          const parser = new TraceParser();
          const found = [];
          for (let at = 0; at < cut.length; at += size) {
            found.push(...parser.push(cut.subarray(at, at + size)));
          }
          const whole = cut.toString('latin1').split('\n').length - 1;
          assert.deepEqual(found, events.slice(0, Math.max(0, whole - 1)));
          assert.deepEqual(parser.header, whole > 0 ? header : undefined);
          assert.equal(describeProblems(parser.problems), null);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('gives the same of a compressed trace; where a part is damaged, all but its lines', () => {
    const notice = (message: string) =>
      ({ type: 'notice', tUs: 1, source: 'recorder', evidence: 'reported', message }) as const;
    const events = Array.from({ length: 9 }, (_, i) => notice(`${i} ${'x'.repeat(i * 7)}`));
    const text = [header, ...events].map((value) => `${JSON.stringify(value)}\n`).join('');
    const plain = Buffer.from(text);
    const blocks: Buffer[] = [];
    for (let at = 0; at < plain.length; at += 200) {
      blocks.push(gzipBlock(plain.subarray(at, at + 200)));
    }
    const whole = new TraceParser();
    assert.deepEqual(whole.push(Buffer.concat(blocks)), events);
    assert.equal(describeProblems(whole.problems), null);

    const middle = blocks[4];
    assert.ok(middle);
    middle.fill(0, 18, 30);
    const damaged = new TraceParser();
    const found = damaged.push(Buffer.concat(blocks));
    const messages = new Set(events.map(({ message }) => message));
    assert.ok(found.length >= events.length - 4 && found.length < events.length);
    assert.ok(found.every((event) => event.type === 'notice' && messages.has(event.message)));
    assert.match(
      describeProblems(damaged.problems) ?? '',
      /: 1 damaged parts, 1 unreadable lines\.$/,
    );
  });

  it('leaves out what is hostile or broken, and counts it', () => {
    const parser = new TraceParser();
    const sound = {
      type: 'notice',
      tUs: 1,
      source: 'recorder',
      evidence: 'reported',
      message: 'm',
    };
    const lines = [
      JSON.stringify(header),
      '{"type":"ended"}',
      'x'.repeat(9 * 2 ** 20),
      '['.repeat(100_000),
      JSON.stringify(header),
      '{"type":"from-the-future","tUs":1}',
      '{"type":"notice","__proto__":{"a":1}}',
      '\u0000\ufffd',
      JSON.stringify(sound),
    ];
    const events = parser.push(Buffer.from(`${lines.join('\n')}\n`));
    assert.deepEqual(events, [sound]);
    assert.deepEqual(parser.problems, {
      badBlocks: 0,
      badLines: 6,
      unknownEvents: 1,
      newerVersion: null,
    });
    assert.equal(
      describeProblems(parser.problems),
      'Parts of the trace were left out: 1 events of unknown types, 6 unreadable lines.',
    );
  });

  it('reads a trace of a newer version as far as it understands it, and says so', () => {
    const parser = new TraceParser();
    parser.push(Buffer.from(`${JSON.stringify({ ...header, version: 99, more: true })}\n`));
    assert.equal(parser.problems.newerVersion, 99);
    assert.match(describeProblems(parser.problems) ?? '', /newer format version 99/);
  });
});
