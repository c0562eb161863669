/**
 * How much of a burst of short processes is seen, and what that costs the program:
 * `node --import tsx bench/capture.ts [ROUNDS]`, after `npm test` or `npm start` have built it.
 *
 * Beside Forkscope stand what one would use instead: `pidtree` polled back to back, and `strace -f`
 * of process calls, plain and with `--seccomp-bpf`. Every round runs each of them once, so that all
 * meet the same weather. Slow-down is by the program's own clock; the time until its command has come
 * back, which the recorder's start and end are part of, stands beside it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pidtree from 'pidtree';
import { cli, pythonExecutable, show, temporaryFolder } from '../test/support/recorded.ts';
import { quantile } from './statistics.ts';

interface Target {
  readonly title: string;
  readonly command: readonly string[];
  /** How many processes it is, itself included. */
  readonly processes: number;
}

interface Outcome {
  /** By the program's own clock, in µs. */
  readonly ownUs: number;
  /** Until the command has come back, in ms. */
  readonly wholeMs: number;
  /** Processes that were seen. */
  readonly seen: number;
  /** Of them, those of which the command is known, where one was asked for. */
  readonly named?: number;
}

const rounds = Number(process.argv[2] ?? 5);
const folder = temporaryFolder();
const trace = join(folder.path, 'session.forkscope');
const log = join(folder.path, 'strace.log');

const targets: readonly Target[] = [
  {
    title: '1,000 commands of a shell',
    command: ['bash', 'bench/programs/short_processes.sh', '1000'],
    processes: 1_001,
  },
  {
    title: '500 children of Python (fork)',
    command: [pythonExecutable(), 'bench/programs/short_children.py', '500'],
    processes: 501,
  },
  {
    // Isolated, Python ignores the variables by which the probe comes in.
    title: '500 children of Python (fork), without the probe',
    command: [pythonExecutable(), '-I', 'bench/programs/short_children.py', '500'],
    processes: 501,
  },
];

const modes: Readonly<Record<string, (target: Target) => Promise<Outcome>>> = {
  bare: async ({ command, processes }) => ({ ...(await timed(command)), seen: processes }),
  'forkscope, kernel events': (target) => recorded(target, 'kernel'),
  'forkscope, sampler only': (target) => recorded(target, 'sample'),
  'pidtree, back to back': async ({ command }) => {
    const seen = new Set<number>();
    const times = await timed(command, (pid, isOver) => poll(pid, isOver, seen));
    return { ...times, seen: seen.size };
  },
  ...(spawnSync('strace', ['-V']).status === 0 && {
    'strace --seccomp-bpf -f': (target: Target) => traced(target, ['--seccomp-bpf']),
    'strace -f': (target: Target) => traced(target, []),
  }),
};

/** Runs a command; `beside` may do something while it runs. */
async function timed(
  command: readonly string[],
  beside: (pid: number, isOver: () => boolean) => Promise<void> = async () => undefined,
): Promise<Pick<Outcome, 'ownUs' | 'wholeMs'>> {
  const [file = '', ...args] = command;
  const begin = performance.now();
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  let isOver = false;
  const ended = once(child, 'close').then(() => {
    isOver = true;
    return performance.now();
  });
  await beside(child.pid ?? 0, () => isOver);
  const wholeMs = (await ended) - begin;
  const ownUs = Number(/elapsed (\d+)/.exec(text)?.[1]);
  return { ownUs, wholeMs };
}

async function poll(pid: number, isOver: () => boolean, seen: Set<number>): Promise<void> {
  while (!isOver()) {
    const pids = await pidtree(pid, { root: true }).catch(() => []);
    for (const each of pids) seen.add(each);
  }
}

async function recorded({ command }: Target, capture: string): Promise<Outcome> {
  const recorder = [process.execPath, cli, 'run', '--capture', capture, '--trace', trace, '--'];
  const times = await timed([...recorder, ...command]);
  const { processes } = await show(trace);
  return {
    ...times,
    seen: processes.length,
    named: processes.filter(({ name }) => name !== '?').length,
  };
}

async function traced({ command }: Target, options: readonly string[]): Promise<Outcome> {
  const strace = ['strace', ...options, '-f', '-q', '-e', 'trace=%process', '-o', log, '--'];
  const times = await timed([...strace, ...command]);
  const ended = readFileSync(log, 'utf8').matchAll(/^(\d+) +\+\+\+ (?:exited|killed)/gm);
  return { ...times, seen: new Set([...ended].map(([, pid]) => pid)).size };
}

function report({ title, processes }: Target, outcomes: ReadonlyMap<string, Outcome[]>): void {
  console.log(`\n${title}, ${rounds} rounds`);
  const median = (list: readonly Outcome[], value: (each: Outcome) => number) =>
    quantile(list.map(value), 0.5);
  const bare = outcomes.get('bare') ?? [];
  for (const [mode, list] of outcomes) {
    const ratios = list.map(({ ownUs }, round) => ownUs / (bare[round]?.ownUs ?? Number.NaN));
    const [least, most] = [Math.min(...ratios), Math.max(...ratios)];
    const share = (count: number) => `${((100 * count) / processes).toFixed(1)} %`;
    const named = list[0]?.named === undefined ? '' : `, commands of ${share(namedOf(list))}`;
    console.log(
      [
        mode.padEnd(26),
        `${(median(list, ({ ownUs }) => ownUs) / 1_000).toFixed(0)} ms`.padStart(8),
        `${quantile(ratios, 0.5).toFixed(2)}x [${least.toFixed(2)}..${most.toFixed(2)}]`.padEnd(20),
        `whole ${median(list, ({ wholeMs }) => wholeMs).toFixed(0)} ms`.padEnd(14),
        `seen ${share(median(list, ({ seen }) => seen))}${named}`,
      ].join('  '),
    );
  }
}

function namedOf(list: readonly Outcome[]): number {
  return quantile(
    list.map(({ named }) => named ?? 0),
    0.5,
  );
}

try {
  for (const target of targets) {
    const outcomes = new Map<string, Outcome[]>(Object.keys(modes).map((mode) => [mode, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const [mode, measure] of Object.entries(modes)) {
        outcomes.get(mode)?.push(await measure(target));
      }
    }
    report(target, outcomes);
  }
} finally {
  folder.remove();
}
