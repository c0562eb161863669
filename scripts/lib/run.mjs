/** Running other programs to their end. */
import { spawn } from 'node:child_process';

/** A failure whose message says all that the user needs: it is printed without a stack trace. */
export class UserError extends Error {}

/**
 * The programs that run now; each leads a process group, so that it ends with all it has started.
 *
 * @type {Set<import('node:child_process').ChildProcess>}
 */
const running = new Set();

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment; default: ours
 * @property {boolean} [quiet] keep the output and show it only when the command fails
 * @property {string} [hint] what to say when the command fails; default: the command itself
 */

/**
 * Runs a command and resolves with its exit code; output goes to the terminal.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>} output: what was kept under `quiet`
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const windows = process.platform === 'win32';
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: options.quiet ? ['ignore', 'pipe', 'pipe'] : ['ignore', 'inherit', 'inherit'],
      detached: !windows,
      // npm is a batch file there, and a batch file needs the shell.
      shell: windows && command === 'npm',
    });
    running.add(child);
    let output = '';
    const keep = (/** @type {Buffer} */ chunk) => {
      output += chunk.toString();
    };
    child.stdout?.on('data', keep);
    child.stderr?.on('data', keep);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      running.delete(child);
      resolve({ code: signal ? 1 : (code ?? 1), output });
    });
  });
}

/**
 * Runs a command that has to succeed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<string>} what was kept under `quiet`
 */
export async function mustRun(command, args, options = {}) {
  const { code, output } = await run(command, args, options);
  if (code !== 0) {
    const what = options.hint ?? `\`${[command, ...args].join(' ')}\` failed`;
    throw new UserError(`${what} (exit code ${code}).${output ? `\n${output.trimEnd()}` : ''}`);
  }
  return output;
}

/** Ends the programs that `run` has started and that have not ended yet. */
export function endRunning() {
  for (const { pid } of running) {
    try {
      if (pid) process.kill(process.platform === 'win32' ? pid : -pid, 'SIGTERM');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/**
 * Prints a failure: for the user where it was meant for the user, else whole.
 *
 * @param {unknown} error
 */
export function printFailure(error) {
  console.error(error instanceof UserError ? error.message : error);
}
