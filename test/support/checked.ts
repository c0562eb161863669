/** Runs `forkscope check` over real programs. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, show, temporaryFolder } from './recorded.ts';

export interface CheckedFinding {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly site: { readonly file: string; readonly line: number } | null;
  readonly fails: boolean;
}

/** What a check finds in a command, without its output; what the command leaves over is ended. */
export async function check(
  command: readonly string[],
  options: readonly string[] = [],
): Promise<readonly CheckedFinding[]> {
  const folder = temporaryFolder();
  try {
    const trace = join(folder.path, 'session.forkscope');
    const output = join(folder.path, 'findings.json');
    const own = ['--format', 'json', '--output', output, '--trace', trace, ...options];
    // What is left over would hold pipes open.
    const recorder = spawn(process.execPath, [cli, 'check', ...own, '--', ...command], {
      stdio: 'ignore',
    });
    await once(recorder, 'exit');
    for (const { pid, endUs } of (await show(trace)).processes) {
      if (endUs === null) end(pid);
    }
    const report: { findings: CheckedFinding[] } = JSON.parse(readFileSync(output, 'utf8'));
    return report.findings;
  } finally {
    folder.remove();
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended in between.
  }
}
