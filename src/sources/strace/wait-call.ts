/** What `wait4` and `waitid` say of themselves in strace's words. */
import type { ExitStatus } from '../../model/process-event.ts';

export interface WaitCall {
  /** PID asked for; null for any child, or a group. */
  readonly target: number | null;
  /** Whether the call returns at once. */
  readonly polls: boolean;
  /** What was reaped, null for nothing. */
  readonly reaped: { readonly pid: number; readonly exit: ExitStatus } | null;
}

export const WAIT_CALLS: ReadonlySet<string> = new Set(['wait4', 'waitid']);

/** The child that the call asks for, from the first part of its arguments. */
export function waitTarget(name: string, args: string): number | null {
  const text = name === 'wait4' ? /^(-?\d+)/.exec(args)?.[1] : /^P_PID, (\d+)/.exec(args)?.[1];
  const pid = Number(text ?? 0);
  return pid > 0 ? pid : null;
}

export function parseWaitCall(name: string, args: string, result: number | null): WaitCall {
  const target = waitTarget(name, args);
  const polls = /\bWNOHANG\b/.test(args);
  const keeps = /\bWNOWAIT\b/.test(args);
  const pid = name === 'wait4' ? (result ?? 0) : Number(/si_pid=(\d+)/.exec(args)?.[1] ?? 0);
  const exit = name === 'wait4' ? exitOfStatus(args) : exitOfInfo(args);
  const failed = result === null || result < 0;
  const reaped = !failed && !keeps && pid > 0 && exit !== undefined ? { pid, exit } : null;
  return { target, polls, reaped };
}

function exitOfStatus(args: string): ExitStatus | undefined {
  const code = /WIFEXITED\(s\) && WEXITSTATUS\(s\) == (\d+)/.exec(args)?.[1];
  if (code !== undefined) return { code: Number(code) };
  const signal = /WIFSIGNALED\(s\) && WTERMSIG\(s\) == (\w+)/.exec(args)?.[1];
  return signal === undefined ? undefined : { signal };
}

function exitOfInfo(args: string): ExitStatus | undefined {
  const code = /si_code=CLD_EXITED.*si_status=(\d+)/.exec(args)?.[1];
  if (code !== undefined) return { code: Number(code) };
  const signal = /si_code=CLD_(?:KILLED|DUMPED).*si_status=(\w+)/.exec(args)?.[1];
  return signal === undefined ? undefined : { signal };
}
