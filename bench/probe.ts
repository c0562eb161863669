/**
 * What the probes cost the program: `node --import tsx bench/probe.ts [ROUNDS [PROGRAMS]]`, where
 * PROGRAMS is a part of their titles.
 *
 * Each round runs every program bare, probed and, where there is one, under `strace` that sees of it what
 * the probe tells (processes and writes), one after the other, so that all meet the same weather; the time
 * is the program's own. What the probe says goes to a process that reads it and does nothing else. `whole`
 * is the time of the command, the interpreter's start included.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { probedEnvironment } from '../src/manager/probe-environment.ts';
import { PythonCode } from '../src/manager/python-code.ts';
import { pythonExecutable, temporaryFolder } from '../test/support/recorded.ts';
import { quantile } from './statistics.ts';

const rounds = Number(process.argv[2] ?? 7);
const wanted = process.argv[3] ?? '';
const python = pythonExecutable();
const IMPORTS = `
import time
began = time.monotonic_ns()
import multiprocessing.queues, multiprocessing.synchronize, subprocess
print("elapsed", (time.monotonic_ns() - began) // 1000)
`;
const STRACE = [
  'strace',
  '-f',
  '-qq',
  '-e',
  'trace=%process,write',
  '-o',
  '/dev/null',
  '--',
] as const;
const hasStrace = spawnSync('strace', ['-V']).status === 0;
const programs: Readonly<Record<string, readonly [string, ...string[]]>> = {
  'Python, imports': [python, '-c', IMPORTS],
  'Python, 300 x start and join, fork': [python, 'bench/programs/start_and_join.py', 'fork', '300'],
  'Python, 60 x start and join, spawn': [python, 'bench/programs/start_and_join.py', 'spawn', '60'],
  'Python, Pool of 4, 100,000 tasks': [python, 'bench/programs/pool_map.py', '100000'],
  'Python, 1 MB of prints, by lines': [python, 'bench/programs/prints.py', '10000', 'stderr'],
  'Python, 1 MB of prints, by blocks': [python, 'bench/programs/prints.py', '10000', 'stdout'],
  'Node, 300 x spawn and exit': [process.execPath, 'bench/programs/spawns.cjs', '300'],
  'Node, 1 MB of prints': [process.execPath, 'bench/programs/prints.cjs', '10000'],
};

const READER = `
  require('node:net')
    .createServer((socket) => socket.on('error', () => {}).resume())
    .listen(process.argv[1], () => console.log('listens'));
`;

interface Times {
  /** By the program's own clock, in µs. */
  readonly ownUs: number;
  readonly wholeUs: number;
}

async function timed(
  [file, ...args]: readonly [string, ...string[]],
  env: NodeJS.ProcessEnv,
): Promise<Times> {
  const begin = performance.now();
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (more: string) => {
    text += more;
  });
  child.stderr.resume();
  await once(child, 'close');
  const ownUs = Number(/elapsed (\d+)/.exec(text)?.[1]);
  return { ownUs, wholeUs: (performance.now() - begin) * 1_000 };
}

function ratios(bare: readonly Times[], other: readonly Times[], key: keyof Times): string {
  const all = other.map((times, round) => times[key] / (bare[round]?.[key] ?? Number.NaN));
  const [least, most] = [Math.min(...all), Math.max(...all)];
  return `${quantile(all, 0.5).toFixed(2)}x [${least.toFixed(2)}..${most.toFixed(2)}]`;
}

const folder = temporaryFolder();
const socketPath = join(folder.path, 'probes');
const probesPath = resolve('src/probes');
// As the recorder does: what is compiled for the probe is compiled once.
const code = new PythonCode({
  sessionPath: folder.path,
  probesPath,
  env: { XDG_CACHE_HOME: folder.path },
});
const reader = spawn(process.execPath, ['-e', READER, socketPath], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  await once(reader.stdout, 'data');
  const access = { probesPath, pythonPath: code.pythonPath, socketPath, token: 'bench' };
  // On every machine as the interpreter does it by itself: what a stream writes at once, and bytecode.
  const { PYTHONUNBUFFERED: _, PYTHONDONTWRITEBYTECODE: __, ...bareEnv } = process.env;
  const probedEnv = probedEnvironment(bareEnv, { ...access, kernelTells: true });
  for (const [title, command] of Object.entries(programs)) {
    if (!title.includes(wanted)) continue;
    const bare: Times[] = [];
    const probed: Times[] = [];
    const traced: Times[] = [];
    for (let round = 0; round < rounds; round += 1) {
      bare.push(await timed(command, bareEnv));
      probed.push(await timed(command, probedEnv));
      if (hasStrace) traced.push(await timed([...STRACE, ...command], bareEnv));
    }
    const ms = (list: readonly Times[]) =>
      `${(
        quantile(
          list.map(({ ownUs }) => ownUs),
          0.5,
        ) / 1_000
      ).toFixed(0)} ms`;
    const own = `${ms(bare).padStart(8)} -> ${ms(probed).padStart(8)}`;
    const columns = [
      `${title.padEnd(36)} ${own} `,
      ratios(bare, probed, 'ownUs').padEnd(20),
      `whole ${ratios(bare, probed, 'wholeUs').padEnd(20)}`,
      ...(hasStrace ? [`strace ${ratios(bare, traced, 'ownUs')}`] : []),
    ];
    console.log(columns.join(' '));
  }
} finally {
  reader.kill();
  code.dispose();
  folder.remove();
}
