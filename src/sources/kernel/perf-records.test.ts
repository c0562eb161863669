import assert from 'node:assert/strict';
import { decodeExecNames } from './perf-records.ts';

/** As Linux 6.18 made them on x86-64: `bash` executed, renamed to `hello`, `true` executed, ended. */
const RECORDED = Buffer.from(
  [
    '0300000000202800677100006771000062617368000000006771000067710000e0bfa7d41a070000',
    '0300000000002800677100006771000068656c6c6f0a00006771000067710000662570d51a070000',
    '03000000002028006771000067710000747275650000000067710000677100005e6e7dd51a070000',
    '0400000000003000677100006071000067710000607100003f719ed51a0700006771000067710000',
    '416d9ed51a070000',
  ].join(''),
  'hex',
);

describe('records of performance events', () => {
  it('name what has been executed, and nothing else', () => {
    assert.deepEqual(decodeExecNames(RECORDED), [
      { pid: 29_031, name: 'bash', monotonicUs: 7_811_818_307 },
      { pid: 29_031, name: 'true', monotonicUs: 7_811_832_311 },
    ]);
  });

  it('are read up to where they are cut', () => {
    for (let length = 0; length <= RECORDED.length; length += 1) {
      const names = decodeExecNames(RECORDED.subarray(0, length)).map(({ name }) => name);
      assert.deepEqual(names, length < 40 ? [] : length < 120 ? ['bash'] : ['bash', 'true']);
    }
  });

  it('end where one says that it has no length', () => {
    assert.deepEqual(decodeExecNames(Buffer.alloc(64)), []);
  });
});
