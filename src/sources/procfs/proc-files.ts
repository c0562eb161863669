/** Reads of /proc. A process may end at any instant: what is gone reads as undefined. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { type ProcStat, parseProcStat } from './proc-stat.ts';

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

export function readStat(pid: number): ProcStat | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseProcStat(text);
}

/** The command line; undefined when the process is gone or, as a zombie, has none any more. */
export function readArgv(pid: number): string[] | undefined {
  const text = read(`/proc/${pid}/cmdline`);
  if (text === undefined || text === '') return undefined;
  return text.replace(/\0$/, '').split('\0');
}

/** The children of all threads of a process. Needs CONFIG_PROC_CHILDREN; undefined without it. */
export function readChildren(pid: number, threads: number): number[] | undefined {
  const tasks = threads > 1 ? taskIds(pid) : [String(pid)];
  const children: number[] = [];
  for (const task of tasks) {
    const text = read(`/proc/${pid}/task/${task}/children`);
    if (text === undefined) return undefined;
    for (const child of text.split(' ')) if (child !== '') children.push(Number(child));
  }
  return children;
}

function taskIds(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

/** The system call that the process is blocked in, as /proc/PID/syscall gives it. */
export function readSyscall(pid: number): string | undefined {
  return read(`/proc/${pid}/syscall`);
}

/** Seconds since boot, in µs, with a resolution of 10 ms. */
export function readUptimeUs(): number | undefined {
  const seconds = Number(read('/proc/uptime')?.split(' ')[0]);
  return Number.isFinite(seconds) ? Math.round(seconds * 1_000_000) : undefined;
}

/** Whether the exit status of this process in /proc is real: the kernel shows 0 to strangers. */
export function mayReadExitStatus(pid: number): boolean {
  const uid = process.geteuid?.();
  if (uid === 0) return true;
  try {
    return statSync(`/proc/${pid}`).uid === uid;
  } catch {
    return false;
  }
}
