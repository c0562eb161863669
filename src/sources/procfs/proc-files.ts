/** Reads of /proc. A process may end at any instant: what is gone reads as undefined. */
import {
  closeSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  statSync,
} from 'node:fs';
import { type ProcStat, parseProcStat } from './proc-stat.ts';

/** Room for nearly every file of /proc that is read here; one for all reads, which are synchronous. */
const room = Buffer.alloc(16_384);

/**
 * The text of a file; undefined when it cannot be read, for whatever reason. Files of /proc have no
 * size to ask for first, as `readFileSync` does.
 */
export function readText(path: string): string | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, 'r');
    let length = 0;
    // The kernel may give a file a page at a time.
    for (let more = 1; more > 0 && length < room.length; length += more) {
      more = readSync(descriptor, room, length, room.length - length, null);
    }
    return length < room.length ? room.toString('utf8', 0, length) : readFileSync(path, 'utf8');
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

export function readStat(pid: number): ProcStat | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text === undefined ? undefined : parseProcStat(text);
}

/** The command line; undefined when the process is gone or, as a zombie, has none any more. */
export function readArgv(pid: number): string[] | undefined {
  const text = readText(`/proc/${pid}/cmdline`);
  if (text === undefined || text === '') return undefined;
  return text.replace(/\0$/, '').split('\0');
}

/** The children of all threads of a process. Needs CONFIG_PROC_CHILDREN; undefined without it. */
export function readChildren(pid: number, threads: number): number[] | undefined {
  const tasks = threads > 1 ? taskIds(pid) : [pid];
  const children: number[] = [];
  for (const task of tasks) {
    const text = readText(`/proc/${pid}/task/${task}/children`);
    if (text === undefined) return undefined;
    for (const child of text.split(' ')) if (child !== '') children.push(Number(child));
  }
  return children;
}

/** The IDs of a process's threads; the main thread's is the PID. */
export function taskIds(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number);
  } catch {
    return [];
  }
}

/** What /proc shows of one thread. */
export type TaskFile = 'comm' | 'schedstat' | 'stat' | 'syscall' | 'wchan';

export function readTaskFile(pid: number, thread: number, file: TaskFile): string | undefined {
  return readText(`/proc/${pid}/task/${thread}/${file}`);
}

/** What a descriptor of a process is open on: a path, `pipe:[4711]`, `socket:[4711]`, … */
export function readDescriptorTarget(pid: number, descriptor: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/fd/${descriptor}`);
  } catch {
    return undefined;
  }
}

/** A piece of a process's memory; undefined where we may not read it. */
export function readMemory(pid: number, address: bigint, bytes: number): Buffer | undefined {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(`/proc/${pid}/mem`, 'r');
    const buffer = Buffer.alloc(bytes);
    const length = readSync(descriptor, buffer, 0, bytes, address);
    return length === bytes ? buffer : undefined;
  } catch {
    return undefined;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Seconds since boot, in µs, with a resolution of 10 ms. */
export function readUptimeUs(): number | undefined {
  const seconds = Number(readText('/proc/uptime')?.split(' ')[0]);
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
