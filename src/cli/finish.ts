import { spawnSync } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { constants } from 'node:os';
import type { ExitStatus } from '../model/process-event.ts';

/** Signals whose default is a core dump, which would be one of the recorder. */
const CORE_SIGNALS = new Set([
  'SIGABRT',
  'SIGBUS',
  'SIGFPE',
  'SIGILL',
  'SIGQUIT',
  'SIGSEGV',
  'SIGSYS',
]);

/**
 * Ends the recorder as its program ended, so that whoever started it sees no difference: the same
 * exit code, or death by the same signal.
 */
export function finishAs(exit: ExitStatus): never {
  const signal = 'signal' in exit ? exit.signal : undefined;
  if (signal !== undefined && CORE_SIGNALS.has(signal) && process.platform === 'linux') {
    spawnSync('prlimit', ['--pid', String(process.pid), '--core=0:0'], { stdio: 'ignore' });
  }
  keepTerminalAsItIs();
  if ('code' in exit) process.exit(exit.code);
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1];
  try {
    if (number !== undefined) process.kill(process.pid, number);
  } catch {
    // Falls through to what a shell would say of the same end.
  }
  process.exit(128 + (number ?? 0));
}

/**
 * Node puts a terminal's settings back to what they were at its own start. A program that changed
 * them on purpose (`stty -echo`) would be undone: Node leaves descriptors alone that are another file
 * by then.
 */
function keepTerminalAsItIs(): void {
  for (const fd of [0, 1, 2]) {
    try {
      closeSync(fd);
    } catch {
      // Was closed when we came.
    }
    openSync('/dev/null', 'r+');
  }
}
