import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Birth, ExitStatus, ProcessRef } from '../model/process-event.ts';
import type { EmitEvent } from './event-source.ts';
import type { SessionClock } from './session-clock.ts';
import type { SessionRoot } from './session-root.ts';

export interface LaunchRequest {
  /** Executable as it is to be found by the OS, then its arguments. */
  readonly command: readonly [string, ...string[]];
  /** Put in front of the command: a tracer that becomes it. */
  readonly wrapper?: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly stdio: SpawnOptions['stdio'];
  /** What it is called, where its command line would not tell. */
  readonly name?: string;
}

/**
 * Starts the root of a session on the recorder's own terminal and in its process group, as `time`
 * would, and reports its start and end.
 * @throws the system's error when the process cannot be started.
 */
export async function launchRoot(
  request: LaunchRequest,
  clock: SessionClock,
  emit: EmitEvent,
): Promise<SessionRoot> {
  const [file, ...args] = [...(request.wrapper ?? []), ...request.command];
  const beforeUs = clock.nowUs();
  const child = spawn(file ?? '', args, {
    cwd: request.cwd,
    env: request.env,
    stdio: request.stdio,
    windowsHide: false,
  });
  const afterUs = clock.nowUs();
  if (child.pid === undefined) {
    const [error] = await once(child, 'error');
    throw error;
  }
  const half = Math.ceil((afterUs - beforeUs) / 2);
  const birth: Birth = [beforeUs + half, half];
  const root: ProcessRef = { pid: child.pid, birth };
  emit({
    type: 'started',
    // By `afterUs` it has become that program, and may already be another.
    tUs: beforeUs,
    source: 'launcher',
    evidence: 'reported',
    process: root,
    ppid: process.pid,
    argv: [...request.command],
    cwd: request.cwd,
  });
  emit({
    type: 'described',
    tUs: afterUs,
    source: 'launcher',
    evidence: 'reported',
    process: root,
    role: 'main',
    ...(request.name !== undefined && { name: request.name }),
  });
  return {
    process: root,
    signal: (signal) => child.kill(signal),
    ended: endOf(child, root, clock, emit),
  };
}

async function endOf(
  child: ChildProcess,
  root: ProcessRef,
  clock: SessionClock,
  emit: EmitEvent,
): Promise<ExitStatus> {
  const exit = await new Promise<ExitStatus>((resolve) => {
    child.once('exit', (code, signal) =>
      resolve(signal === null ? { code: code ?? 0 } : { signal }),
    );
  });
  const base = { tUs: clock.nowUs(), source: 'launcher', evidence: 'reported' } as const;
  emit({ type: 'reaped', ...base, process: root, exit });
  return exit;
}
