import { getPriority } from 'node:os';
import type { LibC } from './libc.ts';

/** Number of sched_setattr(2) by Node's architecture name. */
const SCHED_SETATTR: Readonly<Record<string, number>> = { x64: 314, arm64: 274, riscv64: 274 };

/** struct sched_attr, see sched_setattr(2). */
const SCHED_ATTR_BYTES = 48;
const POLICY_AT = 4;
const NICE_AT = 16;
const PRIORITY_AT = 20;
const RUNTIME_AT = 24;

const SCHED_OTHER = 0;
const SCHED_RR = 2;
const LOWEST_REAL_TIME_PRIORITY = 1;
/** The shortest slice that the scheduler grants. */
const SLICE_NS = 100_000n;

/**
 * Asks the scheduler to let the calling thread run as soon as it is woken, for a command line must be
 * read before the command has ended. Where real-time scheduling is not allowed, a short slice helps,
 * which Linux 6.12 and newer grant to anyone.
 */
export function hurry(libc: LibC): void {
  const number = SCHED_SETATTR[process.arch];
  if (number === undefined) return;
  const attributes = Buffer.alloc(SCHED_ATTR_BYTES);
  attributes.writeUInt32LE(SCHED_ATTR_BYTES);
  attributes.writeUInt32LE(SCHED_RR, POLICY_AT);
  attributes.writeUInt32LE(LOWEST_REAL_TIME_PRIORITY, PRIORITY_AT);
  if (libc.syscall(number, 0, attributes, 0) === 0) return;
  attributes.writeUInt32LE(SCHED_OTHER, POLICY_AT);
  attributes.writeUInt32LE(0, PRIORITY_AT);
  attributes.writeInt32LE(getPriority(), NICE_AT);
  attributes.writeBigUInt64LE(SLICE_NS, RUNTIME_AT);
  libc.syscall(number, 0, attributes, 0);
}
