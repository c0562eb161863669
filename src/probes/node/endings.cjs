// @ts-check
/*
 * The end of the program's code, and of the process.
 *
 * Nothing listens on `process`: the program can count its listeners. Node looks `process.emit` up
 * before it tells of an end, and that is when the probe looks what is going on.
 */
'use strict';

const { callerFile } = require('./sites.cjs');
const { quietly, tap } = require('./taps.cjs');

/** @typedef {InstanceType<typeof import('./state.cjs').Probe>} Probe */

const { process } = globalThis;
const MONITOR = 'uncaughtExceptionMonitor';
/** Files of Node's that tell of an error that nobody caught, on the main thread and on others. */
const FATAL = /internal\/(?:process\/execution|main\/worker_thread)(?:\.js)?$/;

/** @param {Probe} probe */
function watchEndings(probe) {
  /** What the error that is being told of says. @type {string | null} */
  let uncaught = null;
  let hasEnded = false;
  let isExiting = false;
  /** Node itself watches for listeners of signals. */
  const usual = process.listenerCount('newListener');
  const isUnobserved = () => process.listenerCount('newListener') === usual;

  /** @param {number} code */
  const sayExiting = (code) => {
    if (isExiting) return;
    isExiting = true;
    probe.say('exiting', { code: code & 0xff });
    probe.channel.flush();
  };

  /** @param {boolean} isFatal */
  const endCode = (isFatal) => {
    if (hasEnded) return;
    hasEnded = true;
    probe.say('code-ended', { exception: isFatal ? uncaught : null });
    if (!isUnobserved()) sayExiting(exitCode(isFatal ? 1 : 0));
    // Last of all, since the others may change the code.
    else process.on('exit', (code) => quietly(() => sayExiting(exitCode(code))));
  };

  tap(process, 'emit', function look() {
    if (hasEnded) return;
    const isFatal = FATAL.test(callerFile(look));
    if (/** @type {{ _exiting?: boolean }} */ (process)._exiting) endCode(isFatal);
    else if (isFatal && isUnobserved()) {
      const listener = (/** @type {unknown} */ error) => {
        process.removeListener(MONITOR, listener);
        uncaught = describe(error);
      };
      process.prependListener(MONITOR, listener);
    }
  });
  tap(process, 'reallyExit', () => {
    endCode(false);
    sayExiting(exitCode(0));
  });
}

/**
 * @param {number} otherwise
 * @returns {number} the code that the process is going to end with.
 */
function exitCode(otherwise) {
  const { exitCode: code } = process;
  return code === undefined || code === null ? otherwise : Number(code) || 0;
}

/** @param {unknown} error */
function describe(error) {
  const { name, message } = /** @type {Partial<Error>} */ (error instanceof Object ? error : {});
  if (typeof message !== 'string') return `Uncaught ${String(error)}`;
  return message ? `${name}: ${message}` : String(name);
}

module.exports = { watchEndings };
