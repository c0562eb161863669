/** Debugs programs in the editor under test, and finds what Forkscope recorded of them. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Value } from 'typebox/value';
import * as vscode from 'vscode';
import { SessionReport } from '../../../src/protocol/session-report.ts';

const runFile = promisify(execFile);

export function extensionRoot(): string {
  const extension = vscode.extensions.getExtension('forkscope.forkscope');
  assert.ok(extension);
  return extension.extensionPath;
}

export function folder(): vscode.WorkspaceFolder {
  const first = vscode.workspace.workspaceFolders?.[0];
  assert.ok(first);
  return first;
}

/** `forkscope COMMAND …`, of the extension under test. */
export async function forkscope(...args: string[]): Promise<string> {
  const cli = join(extensionRoot(), 'dist/cli.js');
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  const { stdout } = await runFile(process.execPath, [cli, ...args], {
    env,
    cwd: folder().uri.fsPath,
  });
  return stdout;
}

export async function show(trace: string): Promise<SessionReport> {
  return Value.Parse(SessionReport, JSON.parse(await forkscope('show', '--json', trace)));
}

/** The trace of the recorder at work whose command line fits, as it is named there. */
export async function traceOf(fits: RegExp): Promise<string> {
  for (;;) {
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const argv = commandLine(pid);
      const trace = argv[argv.indexOf('--trace') + 1] ?? '';
      if (!argv.includes('--trace') || !fits.test(argv.join(' '))) continue;
      // It is a trace from its first line on.
      if ((statSync(trace, { throwIfNoEntry: false })?.size ?? 0) > 0) return trace;
    }
    await delay(50);
  }
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

/** Waits until the recorder of a trace has ended. */
export async function recordingEnded(trace: string): Promise<void> {
  while (existsSync(`${trace}.live`)) await delay(50);
}

/** Resolves with the first event that fits. */
export function next<T>(event: vscode.Event<T>, fits: (value: T) => boolean): Promise<T> {
  return new Promise((resolve) => {
    const listener = event((value) => {
      if (!fits(value)) return;
      listener.dispose();
      resolve(value);
    });
  });
}

/** Debugs a program to its end; resolves with the report of what Forkscope recorded of it. */
export async function debug(configuration: vscode.DebugConfiguration): Promise<SessionReport> {
  const name = String(configuration.name);
  const begun = next(vscode.debug.onDidStartDebugSession, (session) => session.name === name);
  const ended = next(vscode.debug.onDidTerminateDebugSession, (session) => session.name === name);
  assert.ok(await vscode.debug.startDebugging(folder(), configuration));
  const { configuration: resolved } = await begun;
  assert.match(JSON.stringify(resolved.env), /FORKSCOPE_SOCKET/, 'it is given the probes');
  const trace = await traceOf(/ observe /);
  await ended;
  await recordingEnded(trace);
  return show(trace);
}

/** Changes a setting of Forkscope's until the returned function is called. */
export async function withSetting(name: string, value: unknown): Promise<() => Thenable<void>> {
  const settings = vscode.workspace.getConfiguration('forkscope');
  const { Workspace } = vscode.ConfigurationTarget;
  await settings.update(name, value, Workspace);
  return () => settings.update(name, undefined, Workspace);
}
