import assert from 'node:assert/strict';
import { intArg, parseSyscall } from './syscall-line.ts';
import { waitTarget } from './wait-target.ts';

describe('parseSyscall', () => {
  it('reads call and arguments', () => {
    const call = parseSyscall('0 0x3 0x7f26 0x400 0x0 0x0 0xffffffff 0x7ffd 0x7f41\n', 'x64');
    assert.equal(call?.name, 'read');
    assert.deepEqual(call?.args, [3n, 0x7f26n, 0x400n, 0n, 0n, 0xffffffffn]);
    assert.equal(intArg(call, 5), -1);
    assert.equal(intArg(call, 6), 0, 'there is no such argument');
  });

  it('knows that numbers differ between architectures', () => {
    const rest = '0x1 0x2 0x3 0x4 0x5 0x6 0x7 0x8';
    assert.equal(parseSyscall(`63 ${rest}`, 'arm64')?.name, 'read');
    assert.equal(parseSyscall(`63 ${rest}`, 'riscv64')?.name, 'read');
    assert.equal(parseSyscall(`63 ${rest}`, 'mips')?.name, undefined);
  });

  it('gives nothing for a process in no call', () => {
    for (const text of ['running\n', '-1 0x7ffe 0x7f', '', '61 0x1', 'x y']) {
      assert.equal(parseSyscall(text, 'x64'), undefined, text);
    }
  });
});

describe('waitTarget', () => {
  const rest = '0x7ffd 0x0 0x0 0x0 0x7ffdd1 0x7f41';
  for (const [text, arch, expected] of [
    [`61 0x12a7 0x0 ${rest}`, 'x64', 4775],
    [`61 0xffffffffffffffff 0x0 ${rest}`, 'x64', 'any'],
    [`61 0xffffffff 0x0 ${rest}`, 'x64', 'any'],
    // A negative PID names a process group.
    [`61 0xfffffffffffffff6 0x0 ${rest}`, 'x64', 'any'],
    [`247 0x1 0x12a7 ${rest}`, 'x64', 4775],
    [`247 0x0 0x0 ${rest}`, 'x64', 'any'],
    [`260 0x12a7 0x0 ${rest}`, 'arm64', 4775],
    [`0 0x0 0x12a7 ${rest}`, 'x64', undefined],
  ] as const) {
    it(`reads ${JSON.stringify(text.slice(0, 24))} on ${arch} as ${expected}`, () => {
      const call = parseSyscall(text, arch);
      assert.ok(call);
      assert.equal(waitTarget(call), expected);
    });
  }
});
