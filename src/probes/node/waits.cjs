// @ts-check
/*
 * Who awaits the end of a child.
 *
 * A program of an event loop waits for a child by a listener for its end: its own (`child.on('exit')`,
 * `await once(child, 'close')`), or the callback or promise of `exec` and `execFile`. From the first
 * such listener to the child's end is a wait. Listeners of Node itself are none; nor are those of a
 * child that was let go by `unref()`. Whether the program stood still meanwhile is not known here.
 */
'use strict';

const childProcess = require('node:child_process');
const { framesAbove, siteOf } = require('./sites.cjs');
const { around, quietly } = require('./taps.cjs');

const { ChildProcess } = childProcess;
const { apply } = Reflect;

/** @typedef {InstanceType<typeof import('./state.cjs').Probe>} Probe */
/** @typedef {import('child_process').ChildProcess} Child */
/** @typedef {(name: string | symbol, listener: (...args: unknown[]) => void) => Child} Adding */

/** Listeners of Node's own, by child. @type {WeakMap<Child, number>} */
const internals = new WeakMap();
/** Open waits, by child. @type {WeakMap<Child, number>} */
const open = new WeakMap();
/** Whether the call of `exec` or `execFile` that is under way has a callback. */
let hasCallback = false;

/** @param {Probe} probe */
function watchWaits(probe) {
  const children = /** @type {any} */ (ChildProcess.prototype);
  for (const method of ['on', 'addListener', 'prependListener']) {
    const original = children[method];
    define(children, method, function added(...args) {
      const result = apply(original, this, args);
      if (isEnd(args[0])) quietly(() => listens(probe, this, added));
      return result;
    });
  }
  for (const method of ['off', 'removeListener', 'removeAllListeners']) {
    const original = children[method];
    define(children, method, function removed(...args) {
      const result = apply(original, this, args);
      if (open.has(this)) quietly(() => listensLess(probe, this));
      return result;
    });
  }
  for (const name of /** @type {const} */ (['exec', 'execFile'])) {
    /** @type {any} */ (childProcess)[name] = around(childProcess[name], (args) => {
      const outer = hasCallback;
      hasCallback = args.some((arg) => typeof arg === 'function');
      return () => {
        hasCallback = outer;
      };
    });
  }
}

/**
 * @param {object} prototype
 * @param {string} name
 * @param {(this: Child, ...args: unknown[]) => unknown} value
 */
function define(prototype, name, value) {
  Object.defineProperty(value, 'name', { value: name, configurable: true });
  const plain = { writable: true, enumerable: false, configurable: true };
  Object.defineProperty(prototype, name, { ...plain, value });
}

/** @param {unknown} name */
function isEnd(name) {
  return name === 'exit' || name === 'close';
}

/**
 * @param {Probe} probe
 * @param {Child} child
 * @param {Function} above
 */
function listens(probe, child, above) {
  const { pid } = child;
  if (open.has(child)) return;
  const frames = framesAbove(above);
  if (!isUsers(frames)) {
    internals.set(child, (internals.get(child) || 0) + 1);
    return;
  }
  if (pid === undefined || probe.children.get(pid) !== child) return;
  const wait = probe.nextNumber();
  open.set(child, wait);
  const site = siteOf(frames);
  probe.say('wait-begin', { wait, cause: 'exit-event', child: pid, timeoutUs: null, site });
}

/**
 * Whether a listener was added by the program, or on its behalf.
 * @param {readonly import('./sites.cjs').Frame[]} frames
 */
function isUsers(frames) {
  // `once` and its like are ways of the program to say `on`.
  const caller = frames.find(
    ({ file }) => !/^(?:node:)?events(?:\.js)?$/.test(file) && file !== '',
  );
  if (!caller?.isInternal) return true;
  const ways = frames.filter(({ file }) => /^(?:node:)?child_process(?:\.js)?$/.test(file));
  if (!/(?:^|\.)execFile$/.test(caller.name)) return false;
  const outermost = ways[ways.length - 1];
  // As a promise they are called by a function of another name.
  const isDirect = outermost !== undefined && /(?:^|\.)exec(?:File)?$/.test(outermost.name);
  return !isDirect || hasCallback;
}

/**
 * @param {Probe} probe
 * @param {Child} child
 */
function listensLess(probe, child) {
  const left = child.listenerCount('exit') + child.listenerCount('close');
  if (left <= (internals.get(child) || 0)) close(probe, child, 'interrupted');
}

/**
 * The child has ended.
 * @param {Probe} probe
 * @param {Child} child
 * @param {number} t
 */
function ended(probe, child, t) {
  close(probe, child, 'ended', t);
}

/**
 * The program has said that it does not wait for the child.
 * @param {Probe} probe
 * @param {Child} child
 */
function abandoned(probe, child) {
  close(probe, child, 'interrupted');
}

/**
 * @param {Probe} probe
 * @param {Child} child
 * @param {'ended' | 'interrupted'} outcome
 * @param {number} [t]
 */
function close(probe, child, outcome, t) {
  const wait = open.get(child);
  if (wait === undefined) return;
  open.delete(child);
  probe.say('wait-end', { wait, outcome }, t);
}

module.exports = { watchWaits, ended, abandoned };
