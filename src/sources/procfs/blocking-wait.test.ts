import assert from 'node:assert/strict';
import { blockingWait } from './blocking-wait.ts';

describe('blockingWait', () => {
  const rest = '0x7ffd 0x0 0x0 0x0 0x7ffdd1 0x7f41';
  for (const [text, arch, expected] of [
    [`61 0x12a7 ${rest}`, 'x64', 4775],
    [`61 0xffffffffffffffff ${rest}`, 'x64', 'any'],
    [`61 0xffffffff ${rest}`, 'x64', 'any'],
    // A negative PID names a process group.
    [`61 0xfffffffffffffff6 ${rest}`, 'x64', 'any'],
    [`247 0x1 0x12a7 ${rest}`, 'x64', 4775],
    [`247 0x0 0x0 ${rest}`, 'x64', 'any'],
    [`260 0x12a7 ${rest}`, 'arm64', 4775],
    [`0 0x0 0x12a7 ${rest}`, 'x64', undefined],
    [`61 0x12a7 ${rest}`, 'mips', undefined],
    ['running', 'x64', undefined],
    ['-1 0x7ffe 0x7f', 'x64', undefined],
    ['', 'x64', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(text.slice(0, 24))} on ${arch} as ${expected}`, () => {
      assert.equal(blockingWait(text, arch), expected);
    });
  }
});
