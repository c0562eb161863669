/**
 * What the sampler costs: `node --import tsx bench/sampler.ts`, after `npm run build`.
 *
 * 1. Snapshots: PID, parent and state of every process of a tree, beside `pidtree`, `ps-list` and `ps`,
 *    at 100, 1,000 and 5,000 idle processes. All methods take turns in every round.
 * 2. Rest: the recorder's share of a core while it follows a tree of 200 idle processes.
 */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pidtree from 'pidtree';
import psList from 'ps-list';
import { kernelUnits } from '../src/sources/procfs/auxv.ts';
import { KeptStats } from '../src/sources/procfs/kept-stats.ts';
import { readChildren, readStat } from '../src/sources/procfs/proc-files.ts';
import { ProcfsSampler } from '../src/sources/procfs/procfs-sampler.ts';
import { SessionClock } from '../src/sources/session-clock.ts';
import { quantile } from './statistics.ts';

const SIZES = [100, 1_000, 5_000];
const ROUNDS = [15, 9, 5];
const IDLE_PROCESSES = 200;
const SETTLE_MS = 8_000;
const REST_MS = 30_000;

/** A shell with that many sleeping children. */
function idleProgram(count: number): string[] {
  return ['sh', '-c', `i=0; while [ $i -lt ${count} ]; do sleep 3600 & i=$((i+1)); done; wait`];
}

/** Starts a command as a group of its own, so that all of it can be ended at once. */
function startGroup([file = '', ...args]: readonly string[]): ChildProcess {
  const group = spawn(file, args, { detached: true, stdio: 'ignore' });
  process.once('exit', () => endGroup(group));
  return group;
}

function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended before.
  }
}

async function childrenOf(pid: number, count: number): Promise<number[]> {
  for (;;) {
    const children = readChildren(pid, 1) ?? [];
    const sleeping = children.filter((child) => readStat(child)?.comm === 'sleep');
    if (sleeping.length >= count) return children;
    await delay(100);
  }
}

async function timed(action: () => unknown): Promise<number> {
  const began = performance.now();
  await action();
  return performance.now() - began;
}

async function snapshots(count: number, rounds: number): Promise<void> {
  const group = startGroup(idleProgram(count));
  const { pid: root = 0 } = group;
  const stats = new KeptStats();
  const sampler = new ProcfsSampler(new SessionClock(), () => undefined);
  try {
    const pids = [root, ...(await childrenOf(root, count))];
    sampler.notice({ pid: root });
    const ps = promisify(execFile);
    const methods: Record<string, () => unknown> = {
      'forkscope: state of all': () => pids.map((pid) => stats.read(pid)),
      'forkscope: whole look at all': () => sampler.sample(),
      pidtree: () => pidtree(root, { root: true, advanced: true }),
      'ps-list': () => psList(),
      ps: () => ps('ps', ['-eo', 'pid,ppid,stat,comm'], { maxBuffer: 64 << 20 }),
    };
    const times = new Map(Object.keys(methods).map((name) => [name, [] as number[]]));
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, method] of Object.entries(methods)) {
        const ms = await timed(method);
        // The first round opens descriptors and warms up.
        if (round >= 0) times.get(name)?.push(ms);
      }
    }
    const own = quantile(times.get('forkscope: state of all') ?? [], 0.5);
    console.log(`${count} idle processes (${rounds} rounds, ${stats.kept} descriptors kept)`);
    for (const [name, measured] of times) {
      const median = quantile(measured, 0.5);
      const range = `${Math.min(...measured).toFixed(2)}–${Math.max(...measured).toFixed(2)}`;
      console.log(
        `  ${name.padEnd(30)} median ${median.toFixed(2)} ms (${range}), ×${(median / own).toFixed(1)}`,
      );
    }
  } finally {
    sampler.dispose();
    stats.dispose();
    endGroup(group);
  }
}

/** CPU time of all threads of a process, in µs. */
function cpuUs(pid: number): number {
  return ((readStat(pid)?.cpuTicks ?? 0) * 1e6) / kernelUnits().ticksPerSecond;
}

async function rest(capture: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-bench-'));
  const trace = join(folder, 'session.forkscope');
  const run = ['dist/cli.js', 'run', '--trace', trace, '--capture', capture, '--'];
  const group = startGroup([process.execPath, ...run, ...idleProgram(IDLE_PROCESSES)]);
  try {
    const { pid = 0 } = group;
    const followed = () => readFileSync(trace, 'utf8').match(/"reason":"sleep"/g)?.length ?? 0;
    await delay(SETTLE_MS);
    if (followed() < IDLE_PROCESSES) throw new Error(`only ${followed()} processes are followed`);
    const [began, beganUs] = [performance.now(), cpuUs(pid)];
    await delay(REST_MS);
    const share = (100 * (cpuUs(pid) - beganUs)) / (1_000 * (performance.now() - began));
    console.log(
      `The recorder of ${IDLE_PROCESSES} idle processes (capture ${capture}): ${share.toFixed(2)} % of a core`,
    );
  } finally {
    endGroup(group);
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [at, count] of SIZES.entries()) await snapshots(count, ROUNDS[at] ?? 5);
for (const capture of ['auto', 'sample']) await rest(capture);
