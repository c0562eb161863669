/** Runs the programs of `test/programs/process`, and looks what they leave behind. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type RunResult, type RunSettings, run } from '../../support/recorded.ts';

const PROGRAMS = fileURLToPath(new URL('../../programs/process/', import.meta.url));

export function program(name: string): string {
  return `${PROGRAMS}${name}`;
}

/** Runs a program to its end, and sees that no process of it lives on. */
export async function runProgram(
  command: readonly string[],
  settings: RunSettings = {},
): Promise<RunResult> {
  const mark = `FORKSCOPE_TEST_MARK=${randomUUID()}`;
  const [name = '', value = ''] = mark.split('=');
  const result = await run(command, { ...settings, env: { ...settings.env, [name]: value } });
  assert.deepEqual(processesWith(mark), [], 'processes live on');
  return result;
}

/** Command lines of the processes that have a variable in their environment. */
function processesWith(variable: string): string[] {
  const found: string[] = [];
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      if (!readFileSync(`/proc/${pid}/environ`, 'utf8').includes(variable)) continue;
      found.push(readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' '));
    } catch {
      // Gone, or not ours.
    }
  }
  return found;
}

/** The lines that a program printed, each an object. */
export function objects(stdout: string): Record<string, unknown>[] {
  return lines(stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
}

export function lines(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
