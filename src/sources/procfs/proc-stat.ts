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
  /** PID of the process that leads its session; its own where it called setsid(2). */
  readonly session: number;
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
  readonly argStart: number;
  /** Wait status; 0 unless ended and readable by us. */
  readonly exitStatus: number;
}

/** The process is on its way out: set by the kernel before it closes the descriptors. */
const PF_EXITING = 0x4;

/** Number of the last field that is read, counted from 1 as in proc_pid_stat(5). */
const LAST_FIELD = 52;
/** Without this one, the start time among them, a text is no stat. */
const NEEDED_FIELD = 24;

const SPACE = 0x20;
const MINUS = 0x2d;
const ZERO = 0x30;

/** Numeric fields by their number; one array for all texts, since this runs for every look. */
const fields = new Float64Array(LAST_FIELD + 1);

/** Parses the file's text; undefined when it is cut or no stat. */
export function parseProcStat(text: string): ProcStat | undefined {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  const pid = Number(text.slice(0, open));
  if (open < 1 || close < open || !Number.isInteger(pid)) return undefined;
  if (readNumbers(text, close + 4) < NEEDED_FIELD) return undefined;
  const field = (number: number) => fields[number] ?? 0;
  return {
    pid,
    comm: text.slice(open + 1, close),
    state: text.charAt(close + 2),
    ppid: field(4),
    session: field(6),
    flags: field(9),
    cpuTicks: field(14) + field(15),
    threads: field(20),
    startTicks: field(22),
    rssPages: field(24),
    cpu: field(39),
    argStart: field(48),
    exitStatus: field(52),
  };
}

/** Reads the numbers from the fourth field on, which begins at `at`; answers with the last one's. */
function readNumbers(text: string, at: number): number {
  fields.fill(0);
  let field = 4;
  let value = 0;
  let sign = 1;
  let digits = 0;
  for (let i = at; i < text.length && field <= LAST_FIELD; i += 1) {
    const code = text.charCodeAt(i);
    if (code >= ZERO && code < ZERO + 10) {
      value = value * 10 + (code - ZERO);
      digits += 1;
    } else if (code === SPACE) {
      fields[field] = sign * value;
      field += 1;
      value = 0;
      sign = 1;
      digits = 0;
    } else if (code === MINUS) {
      sign = -1;
    } else {
      break;
    }
  }
  if (digits > 0 && field <= LAST_FIELD) fields[field] = sign * value;
  return digits > 0 ? field : field - 1;
}

/**
 * Whether the process has ended, or the kernel is ending it. With threads left, only the main thread
 * has, and the process goes on.
 */
export function isDying(stat: ProcStat): boolean {
  if (stat.threads > 1) return false;
  return stat.state === 'Z' || stat.state === 'X' || (stat.flags & PF_EXITING) !== 0;
}
