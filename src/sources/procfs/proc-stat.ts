/**
 * `/proc/PID/stat`, see proc_pid_stat(5). The command name is in parentheses and may hold spaces and
 * parentheses itself, so that fields are counted from the last `)`.
 */
export interface ProcStat {
  readonly pid: number;
  /** The first 15 bytes of the executable's or thread's name. */
  readonly comm: string;
  /** `R`, `S`, `D`, `T`, `t`, `Z`, `X`, `I`. */
  readonly state: string;
  readonly ppid: number;
  /** Kernel's PF_… flags. */
  readonly flags: number;
  /** User and system time, in clock ticks. */
  readonly cpuTicks: number;
  readonly threads: number;
  /** Start after boot, in clock ticks. */
  readonly startTicks: number;
  readonly rssPages: number;
  /** The CPU that the main thread ran on last, from 0. */
  readonly cpu: number;
  /** Where the command line begins in memory: another place after each exec. 0 where not shown. */
  readonly argStart: string;
  /** Wait status; 0 unless ended and readable by us. */
  readonly exitStatus: number;
}

/** The process is on its way out: set by the kernel before it closes the descriptors. */
const PF_EXITING = 0x4;

/** Parses the file's text; undefined when it is cut or no stat. */
export function parseProcStat(text: string): ProcStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return undefined;
  const fields = text.slice(close + 2).split(' ');
  const number = (field: number) => Number(fields[field - 3]);
  const stat: ProcStat = {
    pid: Number(text.slice(0, open)),
    comm: text.slice(open + 1, close),
    state: fields[0] ?? '',
    ppid: number(4),
    flags: number(9),
    cpuTicks: number(14) + number(15),
    threads: number(20),
    startTicks: number(22),
    rssPages: number(24),
    cpu: Number(fields[39 - 3] ?? 0),
    argStart: fields[48 - 3] ?? '0',
    exitStatus: Number(fields[52 - 3] ?? 0),
  };
  const sound = Number.isInteger(stat.pid) && Number.isInteger(stat.startTicks);
  return sound && stat.state !== '' ? stat : undefined;
}

/**
 * Whether the process has ended, or the kernel is ending it. With threads left, only the main thread
 * has, and the process goes on.
 */
export function isDying(stat: ProcStat): boolean {
  if (stat.threads > 1) return false;
  return stat.state === 'Z' || stat.state === 'X' || (stat.flags & PF_EXITING) !== 0;
}
