import { intArg, type SystemCall } from './syscall-line.ts';

/** Whom a process waits for: the child of a PID, or any (one of a process group counts as any). */
export type WaitTarget = number | 'any';

/** waitid's first argument: wait for the process whose PID is the second. */
const P_PID = 1;

/** Whom a blocked `wait4` or `waitid` waits for; undefined for every other call. */
export function waitTarget(call: SystemCall): WaitTarget | undefined {
  if (call.name === 'wait4') return childOrAny(intArg(call, 0));
  if (call.name === 'waitid')
    return intArg(call, 0) === P_PID ? childOrAny(intArg(call, 1)) : 'any';
  return undefined;
}

function childOrAny(pid: number): WaitTarget {
  return pid > 0 ? pid : 'any';
}
