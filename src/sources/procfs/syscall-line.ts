/**
 * `/proc/PID/syscall`: the number of the call that a process is blocked in and its six arguments in
 * hex; `running` while it runs, and -1 when it is blocked outside of a call.
 */
import { syscallName } from './syscall-numbers.ts';

export interface SystemCall {
  /** Undefined for a call that has no entry in the table of this architecture. */
  readonly name: string | undefined;
  /** As the registers hold them, unsigned. */
  readonly args: readonly bigint[];
}

const LINE = /^(\d+)((?: 0x[0-9a-f]+){6})/;

/** The call that the process is in; undefined when it is in none, or the text says nothing. */
export function parseSyscall(text: string, arch: string = process.arch): SystemCall | undefined {
  const found = LINE.exec(text);
  if (found === null) return undefined;
  const args = (found[2] ?? '').trim().split(' ').map(BigInt);
  return { name: syscallName(Number(found[1]), arch), args };
}

/** An argument as the C `int` that it is, e.g. a descriptor or a PID. */
export function intArg(call: SystemCall, index: number): number {
  return Number(BigInt.asIntN(32, call.args[index] ?? 0n));
}
