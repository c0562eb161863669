import assert from 'node:assert/strict';
import { parsePollSet, pollSet } from './poll-set.ts';
import { parseSyscall } from './syscall-line.ts';

describe('pollSet', () => {
  const setOf = (text: string) => {
    const call = parseSyscall(`${text} 0x0 0x0 0x0 0x0 0x7 0x7`, 'x64');
    assert.ok(call);
    return pollSet(call);
  };

  it('says where a short set is', () => {
    assert.deepEqual(setOf('7 0x7ffd1000 0x2'), { address: 0x7ffd1000n, bytes: 16 });
    assert.deepEqual(setOf('271 0x7ffd1000 0x1'), { address: 0x7ffd1000n, bytes: 8 });
  });

  it('leaves empty and long sets and other calls alone', () => {
    assert.equal(setOf('7 0x7ffd1000 0x0'), undefined);
    assert.equal(setOf('7 0x7ffd1000 0x400'), undefined);
    assert.equal(setOf('0 0x3 0x2'), undefined);
  });

  it('reads the descriptors, without the ones that poll ignores', () => {
    const bytes = Buffer.alloc(24);
    bytes.writeInt32LE(3, 0);
    bytes.writeInt32LE(-1, 8);
    bytes.writeInt32LE(7, 16);
    assert.deepEqual(parsePollSet(bytes), [3, 7]);
    assert.deepEqual(parsePollSet(bytes.subarray(0, 5)), []);
  });
});
