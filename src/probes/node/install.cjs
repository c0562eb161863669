// @ts-check
/* Brings the parts of the probe into this process, or into this thread of it. */
'use strict';

const nodeModule = require('node:module');
const threads = require('node:worker_threads');
const { takeFrom } = require('./environment.cjs');

/** Under this name a thread finds what was in the environment of its process. */
const INHERITED = 'forkscope.probe';

function install() {
  const injection = threads.isMainThread ? takeFrom(process.env) : inherited();
  if (!injection) return;
  if (threads.isMainThread) threads.setEnvironmentData(INHERITED, /** @type {any} */ (injection));
  // Only what is needed from here on is loaded: most processes have no recorder.
  const { Probe } = require('./state.cjs');
  const probe = new Probe(injection);
  if (!probe.open()) return;
  const { quietly, reportErrors, tap } = require('./taps.cjs');
  const greet = probe.greet(threads.isMainThread ? () => null : thisThread);
  if (threads.isMainThread) greet();
  else {
    // A thread learns of its script after this, just before it runs it.
    const remove = tap(/** @type {any} */ (nodeModule), 'runMain', () => {
      remove();
      greet();
    });
    process.nextTick(greet);
  }
  reportErrors((error) => {
    const { stack, message } = /** @type {Error} */ (error);
    const where = (/(\w[\w-]*\.cjs:\d+)/.exec(String(stack)) || ['the probe'])[0];
    probe.say('probe-error', { where, message: String(message) });
  });
  const parts = [
    require('./starts.cjs').watchStarts,
    require('./sync-calls.cjs').watchSyncCalls,
    require('./waits.cjs').watchWaits,
    require('./endings.cjs').watchEndings,
    require('./questions.cjs').answerQuestions,
    // Other threads write through the main one.
    ...(threads.isMainThread ? [require('./output.cjs').watchOutput] : []),
  ];
  for (const watch of parts) quietly(() => watch(probe));
  nodeModule.syncBuiltinESMExports();
  offer(probe);
}

/**
 * Forkscope's own library tells of the processes that it starts itself, by the same connection.
 * @param {InstanceType<typeof import('./state.cjs').Probe>} probe
 */
function offer(probe) {
  const value = {
    say: (/** @type {string} */ ev, /** @type {object} */ fields) => probe.say(ev, { ...fields }),
    nextNumber: () => probe.nextNumber(),
    silently(/** @type {() => unknown} */ act) {
      const { isMuted } = probe;
      probe.isMuted = true;
      try {
        return act();
      } finally {
        probe.isMuted = isMuted;
      }
    },
  };
  Object.defineProperty(globalThis, Symbol.for('forkscope.probe'), { value, configurable: true });
}

/** @returns {import('./environment.cjs').Injection | undefined} */
function inherited() {
  return /** @type {any} */ (threads.getEnvironmentData(INHERITED));
}

function thisThread() {
  const { threadName } = /** @type {{ threadName?: string }} */ (/** @type {any} */ (threads));
  // Newer versions name every thread; the usual name says nothing.
  const name = threadName === 'WorkerThread' ? '' : threadName || '';
  return { id: threads.threadId, name, file: process.argv[1] || '' };
}

module.exports = { install };
