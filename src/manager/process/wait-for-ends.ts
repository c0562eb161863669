import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Pauses between two looks grow from the first to the last, in ms. */
const FIRST_PAUSE = 1;
const LAST_PAUSE = 20;

/** Blocks until all these children of this process have ended, reaped or not. */
export function waitForEnds(pids: readonly number[]): void {
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  let running = pids.filter(isRunning);
  for (let pause = FIRST_PAUSE; running.length > 0; pause = Math.min(LAST_PAUSE, pause * 2)) {
    Atomics.wait(sleeper, 0, 0, pause);
    running = running.filter(isRunning);
  }
}

/** While its parent is blocked nobody reaps it: an ended child stays as a zombie. */
function isRunning(pid: number): boolean {
  if (process.platform === 'linux') {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
      return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(')') + 2));
    } catch {
      return false;
    }
  }
  if (process.platform === 'win32') return exists(pid);
  const { stdout } = spawnSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout !== '' && !stdout.startsWith('Z');
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
