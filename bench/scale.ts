/**
 * How far a session may grow: `node --import tsx bench/scale.ts [PROCESSES]`, after `npm test` or
 * `npm start` have built it. Without a number: 1,000,000 processes, 10,000,000 events.
 *
 * The session is written, compressed, then shown and checked by the command line;
 * of each step its time and the most memory that it had.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { ProcessRef, SessionEvent, SessionHeader } from '../src/model/process-event.ts';
import { writeTrace } from '../src/trace/write-trace.ts';

const count = Number(process.argv[2] ?? 1_000_000);
/** Linux has at most so many PIDs, so that they come again. */
const PIDS = 4_000_000;
/** So many workers at once; each lives for so long, in µs. */
const WORKERS = 64;
const LIFE_US = 50_000;

const header: SessionHeader = {
  type: 'session',
  version: 1,
  id: 'scale',
  command: ['make', '-j64'],
  cwd: '/home/ada',
  origin: 'launch',
  startedAt: '2026-01-01T00:00:00.000Z',
  clockEpochUs: 0,
  host: 'bench',
  platform: 'linux',
  recordedBy: '0',
};

/** A main that keeps `WORKERS` children busy: ten events of each. */
function* session(): Generator<SessionEvent> {
  const kernel = { source: 'kernel', evidence: 'kernel' } as const;
  const probe = { source: 'probe', evidence: 'reported' } as const;
  const sampled = { source: 'procfs', evidence: 'sampled' } as const;
  const main: ProcessRef = { pid: 100, birth: [0, 0] };
  const argv = ['make', '-j64'];
  yield { type: 'started', ...kernel, tUs: 0, process: main, ppid: 1, argv };
  yield { type: 'described', ...probe, tUs: 10, process: main, role: 'main' };
  let lastUs = 0;
  for (let i = 1; i < count; i += 1) {
    const startUs = Math.floor((i * LIFE_US) / WORKERS);
    const process: ProcessRef = { pid: 101 + (i % PIDS), birth: [startUs, 0] };
    const about = (tUs: number) => ({ tUs, process });
    const endUs = startUs + LIFE_US;
    const wait = `w${i}`;
    yield { type: 'started', ...kernel, ...about(startUs), ppid: 100, parent: main };
    yield { type: 'exec', ...kernel, ...about(startUs + 100), argv: ['cc', '-c', `unit-${i}.c`] };
    yield {
      type: 'described',
      ...probe,
      ...about(startUs + 900),
      name: `unit-${i}`,
      target: 'compile',
    };
    yield { type: 'state', ...sampled, ...about(startUs + 9_000), state: 'running', reason: null };
    yield {
      type: 'state',
      ...sampled,
      ...about(startUs + 19_000),
      state: 'blocked',
      reason: 'disk',
    };
    yield { type: 'usage', ...sampled, ...about(startUs + 19_000), cpuPercent: 50, rssBytes: 2e7 };
    const waiting = { ...probe, process: main, wait } as const;
    const target = process;
    yield {
      ...{ type: 'wait-began', ...waiting, tUs: endUs - 200, cause: 'join', target },
      ...{ timeoutUs: null, site: null },
    };
    yield { type: 'ended', ...kernel, ...about(endUs), exit: { code: i % 97 === 0 ? 1 : 0 } };
    yield { type: 'reaped', ...kernel, ...about(endUs + 20), exit: null };
    yield { type: 'wait-ended', ...waiting, tUs: endUs + 30, outcome: 'ended' };
    lastUs = endUs + 30;
  }
  yield { type: 'ended', ...kernel, tUs: lastUs + 1_000, process: main, exit: { code: 0 } };
  yield { type: 'reaped', ...kernel, tUs: lastUs + 1_000, process: main, exit: null };
  const end = { source: 'recorder', evidence: 'reported', tUs: lastUs + 2_000 } as const;
  yield { type: 'session-ended', ...end, complete: true, leftOver: [] };
}

const folder = mkdtempSync(join(tmpdir(), 'forkscope-scale-'));
const trace = join(folder, 'scale.forkscope');
const tellsMemory = join(folder, 'memory.cjs');
writeFileSync(
  tellsMemory,
  "process.on('exit', () => console.error('most memory', process.resourceUsage().maxRSS, 'KB'));\n",
);

/** A command of the command line: the beginning of what it prints, its time and memory. */
function command(title: string, ...args: string[]): void {
  const begin = performance.now();
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    ['--require', tellsMemory, resolve('dist/cli.js'), ...args],
    { encoding: 'utf8', maxBuffer: 2 ** 32, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const seconds = (performance.now() - begin) / 1_000;
  const memory = [...stderr.matchAll(/most memory (\d+) KB/g)].map(
    ([, kb]) => Number(kb) / 2 ** 20,
  );
  const most = Math.max(0, ...memory).toFixed(2);
  const [first = ''] = (stdout || stderr).split('\n');
  console.log(
    `${title}: ${seconds.toFixed(1)} s, ${most} GiB, exit ${status}: ${first.slice(0, 100)}`,
  );
}

try {
  const begin = performance.now();
  writeTrace(trace, header, session());
  const seconds = (performance.now() - begin) / 1_000;
  const megabytes = (bytes: number) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  console.log(`${count} processes, 10 events each, ${megabytes(statSync(trace).size)}`);
  console.log(`write: ${seconds.toFixed(1)} s`);
  command('compress', 'compress', trace);
  console.log(`compressed: ${megabytes(statSync(trace).size)}`);
  command('show', 'show', trace);
  command('check', 'check', trace, '--max-orphans', '0', '--max-processes', '100');
} finally {
  rmSync(folder, { recursive: true, force: true });
}
