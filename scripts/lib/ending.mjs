/** Ending in order, whatever asks for it. */
import { readFileSync } from 'node:fs';

/** The signals that ask a process to end, and their numbers. */
const signals = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 };

let ending = false;

/** Whether a signal has asked us to end: what fails from then on is no news. */
export function isEnding() {
  return ending;
}

/**
 * Runs the clean-up at the first signal that asks us to end, then ends.
 *
 * @param {() => Promise<number | undefined>} cleanUp may return the exit code to end with; default:
 *   that of a process which the signal has ended
 */
export function onEndSignal(cleanUp) {
  for (const [signal, number] of Object.entries(signals)) {
    process.on(signal, async () => {
      if (ending) return;
      ending = true;
      let code = 128 + number;
      try {
        code = (await cleanUp()) ?? code;
      } finally {
        process.exit(code);
      }
    });
  }
}

/**
 * Ends us, as SIGTERM would, when our parent or its parent has ended: a signal sent to npm alone
 * ends npm, at most the shell in which it runs scripts too, and never the script.
 */
export function endWithParent() {
  const parents = livingParents();
  const look = () => {
    if (livingParents() !== parents) process.kill(process.pid, 'SIGTERM');
  };
  setInterval(look, 500).unref();
}

/** @returns {string} the PIDs of our parent and, where /proc tells, of its parent */
function livingParents() {
  try {
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'latin1');
    // The name, in parentheses, may hold anything; state and parent's PID follow it.
    const [, grandparent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return `${process.ppid} ${grandparent}`;
  } catch {
    return `${process.ppid}`;
  }
}
