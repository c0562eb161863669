/** Ending in order, whatever asks for it. */

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
