/** The Nodes of this machine, and how tests run them: bare, and with the probe. */
import { spawnSync } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Collector, TOKEN } from '../probe-python/collector.ts';
import { type Outcome, run } from '../probe-python/python.ts';

export const PROBES = fileURLToPath(new URL('../../../src/probes', import.meta.url));
const PROGRAMS = fileURLToPath(new URL('../../programs/node', import.meta.url));

export interface Node {
  path: string;
  /** For example `20.20.2`. */
  version: string;
}

/** Path of a program of `test/programs/node`. */
export function program(name: string): string {
  return `${PROGRAMS}/${name}`;
}

/** The environment of a run without the probe, free of what would change Node's ways. */
export function bareEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(NODE_|FORKSCOPE_|PYTHON|npm_)/.test(name)),
  );
}

/** The environment of a run with the probe. */
export function probedEnvironment(
  socket: string,
  bare = bareEnvironment(),
  probes = PROBES,
): NodeJS.ProcessEnv {
  const quote = probes.includes(' ') ? '"' : '';
  const preload = `--require ${quote}${probes}/node/forkscope.cjs${quote}`;
  return {
    ...bare,
    NODE_OPTIONS: bare.NODE_OPTIONS === undefined ? preload : `${bare.NODE_OPTIONS} ${preload}`,
    FORKSCOPE_SOCKET: socket,
    FORKSCOPE_TOKEN: TOKEN,
  };
}

/** Runs a program without the probe. */
export function runBare(node: string, args: string[], env = bareEnvironment()): Promise<Outcome> {
  return run(node, args, { env });
}

/** Runs a program with the probe, and waits until the collector has everything it said. */
export async function runProbed(
  collector: Collector,
  node: string,
  args: string[],
  env = bareEnvironment(),
): Promise<Outcome> {
  const outcome = await run(node, args, { env: probedEnvironment(collector.path, env) });
  await collector.settled();
  return outcome;
}

/**
 * Every Node of the machine that the probe works with, once each: the one on the PATH, that of the
 * VS Code under test, and those of FORKSCOPE_TEST_NODES.
 */
export const nodes: Node[] = discover();

function discover(): Node[] {
  const found = new Map<string, Node>();
  const more = (process.env.FORKSCOPE_TEST_NODES ?? '').split(delimiter).filter(Boolean);
  for (const path of [process.execPath, 'node', ...bundled(), ...more]) {
    const script = 'process.stdout.write(process.versions.node + "\\n" + process.execPath)';
    const { status, stdout } = spawnSync(path, ['-e', script], {
      encoding: 'utf8',
      env: bareEnvironment(),
    });
    const [version, executable] = status === 0 ? stdout.split('\n') : [];
    if (!version || !executable || !isSupported(version)) continue;
    const real = realpathSync(executable);
    if (!found.has(real)) found.set(real, { path: executable, version });
  }
  return [...found.values()];
}

function bundled(): string[] {
  return spawnSync('sh', ['-c', 'ls .cache/vscode/*/node_modules/node-*/bin/node'], {
    encoding: 'utf8',
  })
    .stdout.split('\n')
    .filter(Boolean);
}

function isSupported(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > 14 || (major === 14 && minor >= 18);
}
