/** The table that `ps` prints where there is no /proc: macOS and the BSDs (and, for tests, Linux). */
import type { ProcessState } from '../../model/process-event.ts';

/** Arguments that make ps print the table; `LC_ALL=C` and UTC make its dates readable. */
export const PS_ARGUMENTS: readonly string[] = [
  '-ww',
  '-axo',
  'pid=,ppid=,stat=,lstart=,%cpu=,rss=,command=',
];
export const PS_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' } as const;

export interface PsRow {
  readonly pid: number;
  readonly ppid: number;
  /** Undefined for a letter that this version does not know. */
  readonly state: ProcessState | undefined;
  /** Start in ms since 1970, to the whole second below. */
  readonly startedMs: number;
  readonly cpuPercent: number;
  readonly rssBytes: number;
  /** Command line; arguments that hold spaces cannot be told apart. */
  readonly command: string;
}

const ROW =
  /^\s*(\d+)\s+(\d+)\s+(\S+)\s+\w{3}\s+(\w{3})\s+(\d+)\s+(\d+:\d+:\d+)\s+(\d{4})\s+([\d.]+)\s+(\d+)\s*(.*)$/;

/** First letters of the state column, see ps(1) of macOS, FreeBSD and Linux. */
const STATES: Readonly<Record<string, ProcessState>> = {
  R: 'running',
  S: 'blocked',
  I: 'blocked',
  D: 'blocked',
  U: 'blocked',
  T: 'stopped',
  t: 'stopped',
  Z: 'zombie',
};

export function parsePsTable(text: string): PsRow[] {
  const rows: PsRow[] = [];
  for (const line of text.split('\n')) {
    const [, pid, ppid, stat = '', month, day, time, year, cpu, rss, command = ''] =
      ROW.exec(line) ?? [];
    const startedMs = Date.parse(`${day} ${month} ${year} ${time} UTC`);
    if (pid === undefined || Number.isNaN(startedMs)) continue;
    rows.push({
      pid: Number(pid),
      ppid: Number(ppid),
      state: STATES[stat.charAt(0)],
      startedMs,
      cpuPercent: Number(cpu),
      rssBytes: Number(rss) * 1024,
      command,
    });
  }
  return rows;
}

/** The rows of the processes in `known`, and of all below them. */
export function rowsBelow(rows: readonly PsRow[], known: ReadonlySet<number>): PsRow[] {
  const children = new Map<number, PsRow[]>();
  for (const row of rows) {
    const siblings = children.get(row.ppid);
    if (siblings === undefined) children.set(row.ppid, [row]);
    else siblings.push(row);
  }
  const found = new Map<number, PsRow>();
  const queue = rows.filter(({ pid }) => known.has(pid));
  for (let row = queue.pop(); row !== undefined; row = queue.pop()) {
    if (found.has(row.pid)) continue;
    found.set(row.pid, row);
    queue.push(...(children.get(row.pid) ?? []));
  }
  return [...found.values()];
}
