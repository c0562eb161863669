/** Plays one program in both languages, and says what is different or out of order. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Actor, scenarioOf } from './scenario.ts';

/** How long one program may take, in ms, on a machine that has much else to do. */
const PATIENCE = 60_000;

interface Play {
  readonly exit: number | NodeJS.Signals | null;
  readonly log: readonly string[];
  readonly stderr: string;
  /** Command lines of what is left over. */
  readonly left: readonly string[];
}

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** What is wrong with the program of a seed; undefined when all is as it should be. */
export async function faultOf(seed: number, python: string): Promise<string | undefined> {
  const actor = scenarioOf(seed);
  // Without the site packages, which it does not need, Python starts sooner.
  const plays = [
    await play([python, '-S', here('actor.py')], actor),
    await play([process.execPath, here('actor.mjs')], actor),
  ] as const;
  const faults = plays.flatMap((each) => faultsOf(each, actor));
  const [expected, actual] = plays.map((each) => summaryOf(each));
  if (expected !== actual) faults.push(`Python's:\n${expected}\nis not the library's:\n${actual}`);
  if (faults.length === 0) return undefined;
  const errors = plays.map(({ stderr }) => stderr).join('\n');
  return `seed ${seed}: ${faults.join('\n')}\n${JSON.stringify(actor, null, 1)}\n${errors}`;
}

async function play(command: readonly string[], actor: Actor): Promise<Play> {
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-fuzz-'));
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'program.json'), JSON.stringify(actor));
    const mark = randomUUID();
    const [file = '', ...args] = command;
    const child = spawn(file, [...args, folder], {
      env: { ...process.env, FORKSCOPE_FUZZ_MARK: mark },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let stderr = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    const timer = setTimeout(() => {
      stderr += `still running after ${PATIENCE} ms\n`;
      child.kill('SIGKILL');
    }, PATIENCE);
    const exit = await new Promise<Play['exit']>((resolve) => {
      child.once('exit', (code, signal) => resolve(code ?? signal));
    });
    clearTimeout(timer);
    const log = existsSync(join(folder, 'log')) ? readFileSync(join(folder, 'log'), 'utf8') : '';
    return { exit, log: log.split('\n').filter(Boolean), stderr, left: await leftOver(mark) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Python's own helper ends a moment after its program. */
async function leftOver(mark: string): Promise<string[]> {
  const until = performance.now() + 5_000;
  for (;;) {
    const left = commandsWith(`FORKSCOPE_FUZZ_MARK=${mark}`);
    const own = left.filter(({ command }) => !command.includes('resource_tracker'));
    if (left.length === 0 || own.length > 0 || performance.now() > until) {
      for (const { pid } of left) process.kill(pid, 'SIGKILL');
      return left.map(({ command }) => command);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function commandsWith(variable: string): { readonly pid: number; readonly command: string }[] {
  return readdirSync('/proc').flatMap((name) => {
    try {
      if (!/^\d+$/.test(name)) return [];
      if (!readFileSync(`/proc/${name}/environ`, 'utf8').includes(variable)) return [];
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ');
      // One that has given its memory back is ending.
      return command === '' ? [] : [{ pid: Number(name), command }];
    } catch {
      return [];
    }
  });
}

/** What each process did, one after the other, and how the main one ended. */
function summaryOf({ log, exit }: Play): string {
  const lines = log.map((line, at) => ({ line, at, name: line.slice(0, line.indexOf(' ')) }));
  lines.sort((a, b) => (a.name === b.name ? a.at - b.at : a.name < b.name ? -1 : 1));
  return [...lines.map(({ line }) => line), `exit ${exit}`].join('\n');
}

/** What came before what it must come after, and what is left over. */
function faultsOf({ log, left }: Play, actor: Actor): string[] {
  const faults = left.map((command) => `left over: ${command}`);
  const at = new Map(log.map((line, index) => [line, index]));
  const before = (first: string, second: string) => {
    const [a, b] = [at.get(first), at.get(second)];
    if (b !== undefined && !(a !== undefined && a < b)) faults.push(`${second}, before ${first}`);
  };
  for (const { name, parent } of family(actor)) {
    if (parent !== undefined) before(`${parent} start ${name}`, `${name} begin`);
    const own = log.findLastIndex((line) => line.startsWith(`${name} `));
    const joined = log.findIndex((line) =>
      new RegExp(`^${parent} joined ${name} -?\\d`).test(line),
    );
    if (joined >= 0 && joined < own) faults.push(`${log[own]}, after ${log[joined]}`);
  }
  for (const line of log) {
    const [, name, event = ''] = /^(\S+) saw gate\.(\S+)$/.exec(line) ?? [];
    if (name !== undefined) before(`${event.replace(/\.\d+$/, '')} post gate.${event}`, line);
  }
  return faults;
}

function* family(actor: Actor, parent?: string): Generator<{ name: string; parent?: string }> {
  yield parent === undefined ? { name: actor.name } : { name: actor.name, parent };
  for (const step of actor.steps) {
    if (step.do === 'start') yield* family(step.child, actor.name);
  }
}
