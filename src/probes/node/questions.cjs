// @ts-check
/*
 * What the recorder asks, answered in the event loop: where this thread stands. When it can answer it
 * runs no code of the program's, so what there is to tell is what it waits for.
 *
 * A thread that does not come back to its event loop cannot be asked so. A further thread can look at
 * the main one from beside (`stack-thread.cjs`), but must be there beforehand, which the program can
 * see: it is there only where the user has asked for it.
 */
'use strict';

const { join } = require('node:path');
const threads = require('node:worker_threads');
const { Lines } = require('./lines.cjs');
const { quietly } = require('./taps.cjs');

/** @typedef {InstanceType<typeof import('./state.cjs').Probe>} Probe */

const { process } = globalThis;

/** @param {Probe} probe */
function answerQuestions(probe) {
  const lines = new Lines();
  probe.channel.listen((bytes) => {
    for (const line of lines.push(bytes)) quietly(() => answer(probe, line));
  });
  if (threads.isMainThread && probe.injection.variables.FORKSCOPE_NODE_STACKS === '1') {
    quietly(() => begin(probe));
  }
}

/**
 * @param {Probe} probe
 * @param {string} line
 */
function answer(probe, line) {
  const { ask } = JSON.parse(line);
  if (!Number.isInteger(ask)) return;
  const frames = [{ function: `event loop${kept()}`, site: null }];
  probe.say('stack', { ask, frames });
}

/** What keeps the loop going, where this Node can tell: `, waits for 2 x Timeout`. */
function kept() {
  const list = process.getActiveResourcesInfo?.() ?? [];
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const kind of list) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const texts = [...counts].map(([kind, count]) => (count === 1 ? kind : `${count} x ${kind}`));
  return texts.length === 0 ? '' : `, waits for ${texts.join(', ')}`;
}

/** @param {Probe} probe */
function begin({ injection: { socket, token } }) {
  const worker = new threads.Worker(join(__dirname, 'stack-thread.cjs'), {
    workerData: { socket, token, here: __dirname },
    // Nothing that the program preloads is for this thread, nor is the probe.
    execArgv: [],
    env: {},
    stdin: false,
    stdout: false,
    stderr: false,
  });
  // Without a listener, its error would be the program's.
  worker.on('error', () => undefined);
  worker.unref();
}

module.exports = { answerQuestions };
