/**
 * Runs a server and sees to its end. Started by vscode-server.mjs as the leader of a process group
 * of its own: `node server-guard.mjs LOG-FILE COMMAND ARGS…`
 *
 * Standard input is the line to whoever started it. That line closes with its owner however the
 * owner ends, SIGKILL included, and then the guard ends the server and all that came from it:
 * terminals have process groups of their own, so they are found by a mark in their environment.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** How long the server may take to end by itself, in ms. */
const grace = 2000;
const markName = 'FORKSCOPE_SERVER';

const [logFile = '', command = '', ...args] = process.argv.slice(2);
const mark = `${process.pid}-${Date.now()}`;
const log = openSync(logFile, 'a');
const server = spawn(command, args, {
  stdio: ['ignore', log, log],
  env: { ...process.env, [markName]: mark },
});
closeSync(log);

let exitCode = 0;
let ending = false;
server.on('error', (error) => {
  console.error(error.message);
  exitCode = 1;
  end();
});
server.on('exit', (code) => {
  exitCode = code ?? 0;
  sweep();
});
process.stdin.on('close', end).on('error', end).resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);

function end() {
  if (ending) return;
  ending = true;
  server.kill('SIGTERM');
  setTimeout(sweep, grace);
}

/** Ends whatever is left, and the guard itself: it is a member of the group. */
function sweep() {
  // Two rounds: the first may meet a process that is just starting another.
  for (let round = 0; round < 2; round++) {
    for (const pid of markedProcesses()) kill(pid);
  }
  process.exitCode = exitCode;
  kill(-process.pid);
}

/** @returns {number[]} */
function markedProcesses() {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && pid !== process.pid && environmentOf(pid).includes(mark));
}

/** @param {number} pid */
function environmentOf(pid) {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1');
  } catch {
    return '';
  }
}

/** @param {number} pid */
function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended already.
  }
}
