/** The Pythons of this machine, and how tests run them: bare, and with the probe. */
import { type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Collector, TOKEN } from './collector.ts';

export const PROBE = fileURLToPath(new URL('../../../src/probes/python', import.meta.url));
const PROGRAMS = fileURLToPath(new URL('../../programs/python', import.meta.url));

export const METHODS = ['fork', 'spawn', 'forkserver'] as const;

export interface Python {
  path: string;
  /** For example `3.11.7`. */
  version: string;
}

export interface Outcome {
  stdout: string;
  stderr: string;
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Path of a program of `test/programs/python`. */
export function program(name: string): string {
  return join(PROGRAMS, name);
}

/** The place of the only line of a program that holds a text, as probes say it. */
export function site(file: string, text: string): { file: string; line: number } {
  const lines = readFileSync(file, 'utf8').split('\n');
  const line = lines.findIndex((one) => one.includes(text));
  if (line < 0 || lines.slice(line + 1).some((one) => one.includes(text))) {
    throw new Error(`not one line of ${file} holds ${text}`);
  }
  return { file, line: line + 1 };
}

/** The environment of a run without the probe, free of what would change Python's ways. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(PYTHON|FORKSCOPE_)/.test(name)),
  );
}

/** The environment of a run with the probe: by the session's link, where there is a session. */
export function probedEnvironment(socket: string, bare = bareEnvironment()): NodeJS.ProcessEnv {
  const old = bare.PYTHONPATH;
  const linked = join(dirname(socket), 'python');
  const first = existsSync(linked) ? linked : PROBE;
  return {
    ...bare,
    PYTHONPATH: old ? first + delimiter + old : first,
    FORKSCOPE_SOCKET: socket,
    FORKSCOPE_TOKEN: TOKEN,
  };
}

/** Runs a command to its end, until all that hold its output have closed it. */
export function run(
  command: string,
  args: string[],
  options: SpawnOptions = { env: bareEnvironment() },
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
    child.on('error', reject);
    child.on('close', (code, signal) => {
      // latin1 keeps each byte apart.
      const stdout = Buffer.concat(out).toString('latin1');
      resolve({ stdout, stderr: Buffer.concat(err).toString('latin1'), code, signal });
    });
  });
}

/** Runs a command with the probe, and waits until the collector has everything it said. */
export async function runProbed(
  collector: Collector,
  command: string,
  args: string[],
  options: SpawnOptions = {},
): Promise<Outcome> {
  const env = probedEnvironment(collector.path, options.env ?? bareEnvironment());
  const outcome = await run(command, args, { ...options, env });
  await collector.settled();
  return outcome;
}

/** Every CPython of the machine from 3.8 on, once each. */
export const pythons: Python[] = discover().filter((python) => isSupported(python.version));

/**
 * The one on the PATH, the oldest and the newest, for suites that take long and whose subject differs
 * little between versions; with `FORKSCOPE_TEST_PYTHONS=all` every one.
 */
export const fewPythons: Python[] =
  process.env.FORKSCOPE_TEST_PYTHONS === 'all' ? pythons : endpoints(pythons);

/** Those that are too old for the probe. */
export const oldPythons: Python[] = discover().filter((python) => !isSupported(python.version));

function endpoints(all: readonly Python[]): Python[] {
  const byVersion = [...all].sort((a, b) =>
    a.version.localeCompare(b.version, 'en', { numeric: true }),
  );
  const chosen = [all[0], byVersion[0], byVersion.at(-1)].filter((each) => each !== undefined);
  return [...new Set(chosen)];
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 3 || (major === 3 && minor >= 8);
}

function discover(): Python[] {
  const found = new Map<string, Python>();
  for (const path of candidates()) {
    const script =
      'import sys; sys.stdout.write("%d.%d.%d\\n" % sys.version_info[:3] + sys.executable)';
    const run = spawnSync(path, ['-c', script], { encoding: 'utf8', env: bareEnvironment() });
    const [version, executable] = run.status === 0 ? run.stdout.split('\n') : [];
    if (!version || !executable) continue;
    // A shim on the PATH is not an interpreter of its own.
    const real = realpathSync(executable);
    if (!found.has(real)) found.set(real, { path: executable, version });
  }
  return [...found.values()];
}

function candidates(): string[] {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  let names: string[] = [];
  try {
    names = readdirSync(versions);
  } catch {
    // No pyenv here.
  }
  return [
    'python3',
    '/usr/bin/python3',
    ...names.map((name) => join(versions, name, 'bin/python')),
  ];
}
