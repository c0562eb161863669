import assert from 'node:assert/strict';
import fc from 'fast-check';
import { OutputBudget } from './output-budget.ts';
import { type OutputLine, OutputLines } from './output-lines.ts';

const plenty = () => [new OutputBudget(1_000_000, 1)];

/** What a stream's lines say was written, gaps as their number of bytes. */
function bytesToldOf(lines: readonly OutputLine[]): number {
  return lines.reduce((sum, line) => sum + line.skippedBytes + Buffer.byteLength(line.text) + 1, 0);
}

describe('OutputLines', () => {
  it('puts pieces of lines together, each stream for itself', () => {
    const output = new OutputLines(plenty());
    assert.deepEqual(output.write({ stream: 'stdout', text: 'he' }, 1), []);
    assert.deepEqual(output.write({ stream: 'stderr', text: 'oops\n' }, 2), [
      { stream: 'stderr', text: 'oops', tUs: 2, skippedBytes: 0 },
    ]);
    const texts = output.write({ stream: 'stdout', text: 'llo\nworld\n>' }, 3);
    assert.deepEqual(
      texts.map(({ text }) => text),
      ['hello', 'world'],
    );
    assert.deepEqual(output.finish(9), [{ stream: 'stdout', text: '>', tUs: 9, skippedBytes: 0 }]);
    assert.deepEqual(output.finish(10), []);
  });

  it('keeps text without an end in pieces', () => {
    const output = new OutputLines(plenty());
    const lines = [...output.write({ stream: 'stdout', text: 'x'.repeat(20_000) }, 1)];
    assert.deepEqual(
      lines.map(({ text }) => text.length),
      [8_192, 8_192],
    );
    lines.push(...output.write({ stream: 'stdout', text: '\n' }, 2));
    assert.equal(lines.map(({ text }) => text).join(''), 'x'.repeat(20_000));
  });

  it('says how much the probe left out, and begins a new line after it', () => {
    const output = new OutputLines(plenty());
    output.write({ stream: 'stdout', text: 'half' }, 1);
    const lines = output.write({ stream: 'stdout', text: 'rest\n', skipped: 70 }, 2);
    assert.deepEqual(
      lines.map(({ text, skippedBytes }) => [text, skippedBytes]),
      [
        ['half', 0],
        ['rest', 70],
      ],
    );
  });

  it('keeps a run of lines a second once there were too many, and the very last one', () => {
    const output = new OutputLines([new OutputBudget(10, 5)]);
    const write = (from: number, to: number, tUs: number) => {
      const text = Array.from({ length: to - from }, (_, i) => `${from + i}\n`).join('');
      return output.write({ stream: 'stdout', text }, tUs).map((line) => line.text);
    };
    assert.deepEqual(write(100, 120, 0).at(-1), '109');
    assert.deepEqual(write(120, 140, 500_000), [], 'less than a second’s worth');
    assert.deepEqual(write(140, 160, 1_500_000), ['140', '141', '142', '143', '144', '145', '146']);
    const [last, ...more] = output.finish(2_000_000);
    assert.deepEqual([last?.text, last?.skippedBytes, more], ['159', 12 * 4, []]);
  });

  it('accounts for every byte, whatever it keeps', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.nat(300_000))),
        fc.nat(20),
        (writes, burst) => {
          const output = new OutputLines([new OutputBudget(burst, 3)]);
          let [tUs, written] = [0, 0];
          const lines: OutputLine[] = [];
          for (const [text, afterUs] of writes) {
            tUs += afterUs;
            const whole = `${text}\n`;
            written += Buffer.byteLength(whole);
            lines.push(...output.write({ stream: 'stdout', text: whole }, tUs));
          }
          lines.push(...output.finish(tUs));
          assert.equal(bytesToldOf(lines), written);
        },
      ),
    );
  });
});
