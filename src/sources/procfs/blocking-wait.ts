/**
 * Reads a wait for a process out of /proc/PID/syscall: the number of the call a process is blocked
 * in, then its arguments in hex.
 */

interface WaitCalls {
  readonly wait4: number;
  readonly waitid: number;
}

/** Numbers by Node's architecture name, from the kernel's syscall tables. */
const WAIT_CALLS: Readonly<Record<string, WaitCalls>> = {
  x64: { wait4: 61, waitid: 247 },
  arm64: { wait4: 260, waitid: 95 },
  riscv64: { wait4: 260, waitid: 95 },
};

/** waitid's first argument: wait for the process whose PID is the second. */
const P_PID = 1;

/**
 * The PID that the process waits for, `any` for any child (or a process group), or undefined when it
 * is in no such call.
 */
export function blockingWait(
  syscall: string,
  arch: string = process.arch,
): number | 'any' | undefined {
  const calls = WAIT_CALLS[arch];
  const [number, first, second] = syscall.trim().split(' ');
  if (calls === undefined || first === undefined || second === undefined) return undefined;
  if (Number(number) === calls.wait4) return childOrAny(first);
  if (Number(number) === calls.waitid) {
    return Number(first) === P_PID ? childOrAny(second) : 'any';
  }
  return undefined;
}

function childOrAny(hex: string): number | 'any' {
  const pid = Number(BigInt.asIntN(32, BigInt(hex)));
  return pid > 0 ? pid : 'any';
}
