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
  /** Whether its monitors have been told of it; its listeners are next. */
  let isMonitored = false;
  let hasEnded = false;
  let isExiting = false;
  /** Node itself watches for listeners of signals. */
  const usual = process.listenerCount('newListener');

  /** @param {number | null} code */
  const sayExiting = (code) => {
    if (isExiting) return;
    isExiting = true;
    probe.say('exiting', { code: code === null ? null : code & 0xff });
    probe.channel.flush();
  };

  /** @param {boolean} isFatal */
  const endCode = (isFatal) => {
    hasEnded = true;
    probe.isEnding = true;
    probe.say('code-ended', { exception: isFatal ? uncaught : null });
  };

  const monitor = (/** @type {unknown} */ error) => {
    process.removeListener(MONITOR, monitor);
    isMonitored = true;
    uncaught = quietly(() => describe(error)) || 'Error';
  };

  tap(process, 'emit', function look() {
    if (hasEnded) return;
    const caller = callerFile(look);
    const isFatal = FATAL.test(caller);
    if (/** @type {{ _exiting?: boolean }} */ (process)._exiting) {
      endCode(isFatal);
      // process.exit() comes to its end below. Of the others this is all, and a listener may still
      // change the code.
      const isAsked = caller !== '' && !isFatal;
      const isOpen = process.listenerCount('exit') > 0;
      if (!isAsked) sayExiting(isOpen ? null : exitCode(isFatal ? 1 : 0));
    } else if (isFatal && !isMonitored && process.listenerCount('newListener') === usual) {
      process.prependListener(MONITOR, monitor);
    } else if (isFatal) {
      isMonitored = false;
    }
    if (process.hasUncaughtExceptionCaptureCallback()) isMonitored = false;
  });
  tap(process, 'reallyExit', () => {
    if (!hasEnded) endCode(false);
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
