import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LineSplitter } from './line-splitter.ts';

describe('LineSplitter', () => {
  it('gives the same lines however the bytes are cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' }).map((line) => line.replaceAll('\n', ''))),
        fc.array(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
        (lines, sizes) => {
          const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(''));
          const splitter = new LineSplitter(10_000);
          const found: string[] = [];
          for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
            const size = sizes[turn % sizes.length] ?? 1;
            found.push(...(splitter.push(bytes.subarray(at, at + size)) ?? []));
            at += size;
          }
          assert.deepEqual(
            found,
            lines.map((line) => Buffer.from(line).toString()),
          );
        },
      ),
    );
  });

  it('refuses a line without end', () => {
    const splitter = new LineSplitter(10);
    assert.deepEqual(splitter.push(Buffer.from('short\n')), ['short']);
    assert.equal(splitter.push(Buffer.from('x'.repeat(11))), undefined);
  });
});
