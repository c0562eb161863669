import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { promisify } from 'node:util';
import { kernelUnits } from './procfs/auxv.ts';
import { mayReadExitStatus, readArgv, readStat, readUptimeUs } from './procfs/proc-files.ts';

/** A process that runs on this machine, as it is offered for watching. */
export interface RunningProcess {
  readonly pid: number;
  readonly ppid: number;
  /** The command line. */
  readonly command: string;
  readonly ageSeconds: number;
}

/** The processes that this user may watch, the youngest first. */
export async function listProcesses(): Promise<RunningProcess[]> {
  const found = process.platform === 'linux' ? fromProc() : await fromPs();
  return found.sort((a, b) => a.ageSeconds - b.ageSeconds || b.pid - a.pid);
}

function fromProc(): RunningProcess[] {
  const uptimeUs = readUptimeUs() ?? 0;
  const { ticksPerSecond } = kernelUnits();
  const found: RunningProcess[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid) || pid === process.pid || !mayReadExitStatus(pid)) continue;
    const stat = readStat(pid);
    const argv = readArgv(pid);
    // A kernel thread or a zombie has no command line, and nothing to watch.
    if (stat === undefined || argv === undefined) continue;
    const ageSeconds = uptimeUs / 1e6 - stat.startTicks / ticksPerSecond;
    found.push({ pid, ppid: stat.ppid, command: argv.join(' '), ageSeconds });
  }
  return found;
}

async function fromPs(): Promise<RunningProcess[]> {
  const columns = ['-x', '-ww', '-o', 'pid=,ppid=,etime=,command='];
  const { stdout } = await promisify(execFile)('ps', columns, { maxBuffer: 64 * 2 ** 20 });
  return parsePsList(stdout).filter(({ pid }) => pid !== process.pid);
}

/** Reads `ps -o pid=,ppid=,etime=,command=`, the same on macOS, the BSDs and Linux. */
export function parsePsList(text: string): RunningProcess[] {
  const found: RunningProcess[] = [];
  for (const line of text.split('\n')) {
    const [, pid, ppid, etime = '', command = ''] =
      /^\s*(\d+)\s+(\d+)\s+([\d:-]+)\s+(.+)$/.exec(line) ?? [];
    if (pid === undefined) continue;
    const ageSeconds = parseElapsed(etime);
    found.push({ pid: Number(pid), ppid: Number(ppid), command, ageSeconds });
  }
  return found;
}

/** Seconds of ps's `[[dd-]hh:]mm:ss`. */
function parseElapsed(etime: string): number {
  const [clock = '', days = '0'] = etime.split('-').reverse();
  const units = clock.split(':').map(Number).reverse();
  const [seconds = 0, minutes = 0, hours = 0] = units;
  return Number(days) * 86_400 + hours * 3_600 + minutes * 60 + seconds;
}
