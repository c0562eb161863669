import assert from 'node:assert/strict';
import fc from 'fast-check';
import { decodeEvents, encodeRequest, type KernelEvent } from './netlink-messages.ts';

/** Recorded on Linux 6.18: a request's answer, then `true` being started, run and ended. */
const RECORDED = {
  ack: '4c0000000300000000000000000000000100000001000000000000004623010028000000000000000000000069500db607050000000000000000000000000000000000000000000000000000',
  fork: '4c00000003000000010000000000000001000000010000000100000000000000280000000100000000000000cea31fb607050000024500000245000013450000134500000000000000000000',
  exec: '4c00000003000000000000000000000001000000010000000000000000000000280000000200000001000000aeb151b607050000134500001345000000000000000000000000000000000000',
  exit: '4c00000003000000010000000000000001000000010000000100000000000000280000000000008001000000cf255eb607050000134500001345000000000000110000000245000002450000',
};

function decode(...hex: readonly string[]): KernelEvent[] {
  const bytes = Buffer.from(hex.join(''), 'hex');
  return decodeEvents(bytes, bytes.length);
}

describe('messages of the process connector', () => {
  it('reads what a kernel sent', () => {
    const { ack, fork, exec, exit } = RECORDED;
    assert.deepEqual(decode(ack), [
      { type: 'ack', monotonicUs: 5530677235, cpu: 0, seq: 0, ack: 0x12346, error: 0 },
    ]);
    const fork0 = { monotonicUs: 5530678436, cpu: 0, seq: 1 };
    const exec0 = { monotonicUs: 5530681717, cpu: 1, seq: 0 };
    const exit0 = { monotonicUs: 5530682533, cpu: 1, seq: 1 };
    assert.deepEqual(decode(fork, exec, exit), [
      { type: 'fork', ...fork0, parentPid: 17666, tid: 17683, pid: 17683 },
      { type: 'exec', ...exec0, pid: 17683 },
      { type: 'exit', ...exit0, tid: 17683, pid: 17683, waitStatus: 0, parentPid: 17666 },
    ]);
  });

  it('knows a message that no CPU counted, and events of other kinds', () => {
    const uncounted = Buffer.from(RECORDED.ack, 'hex');
    uncounted.writeUInt32LE(0xffff_ffff, 40);
    assert.equal(decodeEvents(uncounted, uncounted.length)[0]?.cpu, null);
    const session = Buffer.from(RECORDED.exec, 'hex');
    session.writeUInt32LE(0x80, 36);
    assert.equal(decodeEvents(session, session.length)[0]?.type, 'other');
  });

  it('has no parent where an old kernel names none', () => {
    const short = Buffer.from(RECORDED.exit, 'hex').subarray(0, 68);
    short.writeUInt32LE(short.length, 0);
    assert.deepEqual(
      decodeEvents(short, short.length).map((event) => event.type === 'exit' && event.parentPid),
      [0],
    );
  });

  it('leaves out what is cut or foreign', () => {
    const whole = Buffer.from(RECORDED.fork, 'hex');
    for (let length = 0; length < whole.length; length += 1) {
      assert.deepEqual(decodeEvents(whole, length), [], `${length} bytes`);
    }
    const foreign = Buffer.from(whole);
    foreign.writeUInt32LE(7, 16);
    assert.deepEqual(decodeEvents(foreign, foreign.length), []);
  });

  it('never fails and never loops, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.nat(500), (bytes, length) => {
        const buffer = Buffer.from(bytes);
        const events = decodeEvents(buffer, Math.min(length, buffer.length));
        assert.ok(events.length <= buffer.length / 52);
      }),
    );
  });

  it('reads back the stamps of any event', () => {
    const numbers = fc.record({
      ns: fc.bigInt({ min: 0n, max: 2n ** 52n }),
      cpu: fc.nat(511),
      seq: fc.nat(2 ** 32 - 1),
      pid: fc.integer({ min: 1, max: 4_194_304 }),
    });
    fc.assert(
      fc.property(numbers, ({ ns, cpu, seq, pid }) => {
        const bytes = Buffer.from(RECORDED.exec, 'hex');
        bytes.writeUInt32LE(seq, 24);
        bytes.writeUInt32LE(cpu, 40);
        bytes.writeBigUInt64LE(ns, 44);
        bytes.writeInt32LE(pid, 56);
        assert.deepEqual(decodeEvents(bytes, bytes.length), [
          { type: 'exec', monotonicUs: Number(ns / 1_000n), cpu, seq, pid },
        ]);
      }),
    );
  });

  it('asks for all events, or for execs only', () => {
    const all = encodeRequest('listen', 7);
    assert.equal(all.length, 40);
    assert.deepEqual([all.readUInt32LE(0), all.readUInt32LE(28), all.readUInt16LE(32)], [40, 7, 4]);
    assert.equal(all.readUInt32LE(36), 1);
    const execs = encodeRequest('listen', 8, 'exec');
    assert.deepEqual([execs.length, execs.readUInt16LE(32)], [44, 8]);
    assert.equal(execs.readUInt32LE(40), 2);
    assert.equal(encodeRequest('ignore', 0).readUInt32LE(36), 2);
  });
});
