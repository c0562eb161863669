import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { BLOCK_BYTES, BlockReader, gzipBlock } from './blocked-gzip.ts';

/** Both incompressible and compressible data, in blocks. */
const datas = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 2_000 }),
    fc.nat({ max: BLOCK_BYTES }).map((length) => new Uint8Array(length).fill(7)),
  ),
  { maxLength: 6 },
);

function read(bytes: Buffer, size: number) {
  const reader = new BlockReader();
  const blocks: (Buffer | null)[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    blocks.push(...reader.push(bytes.subarray(at, at + size)));
  }
  return { blocks, lost: reader.lost };
}

describe('blocked gzip', () => {
  it('gives back what was put in, whatever pieces it comes in; and any gzip reads it', () => {
    fc.assert(
      fc.property(datas, fc.integer({ min: 1, max: 70_000 }), (parts, size) => {
        const plain = parts.map((part) => Buffer.from(part));
        const file = Buffer.concat([...plain, Buffer.alloc(0)].map(gzipBlock));
        const { blocks, lost } = read(file, size);
        assert.deepEqual(blocks, [...plain, Buffer.alloc(0)]);
        assert.equal(lost, false);
        assert.deepEqual(gunzipSync(file), Buffer.concat(plain));
      }),
      { numRuns: 50 },
    );
  });

  it('loses the damaged block only, and says so', () => {
    const blocks = ['first', 'second', 'third'].map((text) => gzipBlock(Buffer.from(text)));
    const [first = Buffer.alloc(0)] = blocks;
    const file = Buffer.concat(blocks);
    const at = first.length + 20;
    file[at] = (file[at] ?? 0) ^ 0xff;
    const found = read(file, 10).blocks.map((block) => block?.toString() ?? null);
    assert.deepEqual(found, ['first', null, 'third']);
  });

  it('gives what is whole of a file that is cut, or goes on as something else', () => {
    const file = Buffer.concat([gzipBlock(Buffer.from('first')), gzipBlock(Buffer.from('second'))]);
    const cut = read(file.subarray(0, -1), 7);
    assert.deepEqual([cut.blocks.map(String), cut.lost], [['first'], false]);
    const other = read(Buffer.concat([file, Buffer.alloc(100)]), 7);
    assert.deepEqual([other.blocks.map(String), other.lost], [['first', 'second'], true]);
  });

  it('unpacks no bomb', () => {
    // The length that a block says of itself does not hold for what is in it.
    const packed = gzipBlock(Buffer.alloc(2 ** 17));
    assert.deepEqual(read(packed, 1_000).blocks, [null]);
  });
});
