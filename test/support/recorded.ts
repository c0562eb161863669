/** Runs real programs, bare and under the built `forkscope run`. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Value } from 'typebox/value';
import { SessionReport } from '../../src/protocol/session-report.ts';
import { readTraceHeader } from '../../src/trace/read-header.ts';

export const cli = resolve('dist/cli.js');

export interface RunResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface RunSettings {
  readonly stdin?: string;
  readonly cwd?: string;
  readonly env?: Record<string, string>;
}

/** Runs a command to its end. */
export function run(command: readonly string[], settings: RunSettings = {}): Promise<RunResult> {
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    cwd: settings.cwd,
    env: { ...process.env, ...settings.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  // A program that does not read its input may be gone before it is written.
  child.stdin.on('error', () => undefined).end(settings.stdin ?? '');
  return new Promise((done, failed) => {
    child.on('error', failed);
    child.on('close', (code, signal) => done({ stdout, stderr, code, signal }));
  });
}

export interface Recorded extends RunResult {
  readonly report: SessionReport;
  /** The session's start on the monotonic clock, in µs. */
  readonly epochUs: number;
}

/** A folder for one test's files, removed by `remove`. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'forkscope-test-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Records a command, and has the session shown for machines. */
export async function record(
  command: readonly string[],
  settings: RunSettings & {
    readonly options?: readonly string[];
    /** A command that the recorder itself is run by. */
    readonly within?: readonly string[];
  } = {},
): Promise<Recorded> {
  const folder = temporaryFolder();
  try {
    const trace = join(folder.path, 'session.forkscope');
    const { options = [], within = [] } = settings;
    const recorder = [process.execPath, cli, 'run', '--trace', trace, ...options, '--'];
    const result = await run([...within, ...recorder, ...command], settings);
    const epochUs = readTraceHeader(trace)?.clockEpochUs ?? Number.NaN;
    return { ...result, report: await show(trace), epochUs };
  } finally {
    folder.remove();
  }
}

/** `forkscope show --json`, checked against the contract. */
export async function show(trace: string): Promise<SessionReport> {
  const { stdout, stderr } = await run([process.execPath, cli, 'show', '--json', trace]);
  if (stdout === '') throw new Error(`nothing shown of ${trace}: ${stderr}`);
  return Value.Parse(SessionReport, JSON.parse(stdout));
}

/** The interpreter behind `python3`, which may be a version manager's script. */
export function pythonExecutable(): string {
  const args = ['-c', 'import sys; print(sys.executable)'];
  return execFileSync('python3', args, { encoding: 'utf8' }).trim();
}
