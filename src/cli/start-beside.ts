import { spawn } from 'node:child_process';

/**
 * Starts a command of this tool as a process of its own, which nobody waits for and which outlives the
 * recorder. It has no part in the program's terminal and descriptors.
 */
export function startBeside(...args: readonly string[]): void {
  const [, cli] = process.argv;
  if (cli === undefined) return;
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: '/',
    // The editor's own Node would be an editor without it.
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    detached: true,
    stdio: 'ignore',
  });
  // The recording goes on without.
  child.on('error', () => undefined);
  child.unref();
}
