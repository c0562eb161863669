// @ts-check
/*
 * Children that are started without waiting for them: spawn, exec, execFile, fork and what is built
 * on them. All come down to `spawn` of the handle that Node has for a child; see `handle()`.
 */
'use strict';

const { ChildProcess } = require('node:child_process');
const { constants } = require('node:os');
const { getSystemErrorName } = require('node:util');
const { now } = require('./channel.cjs');
const { completePairs } = require('./environment.cjs');
const { framesAbove, siteOf } = require('./sites.cjs');
const { quietly, tap } = require('./taps.cjs');
const waits = require('./waits.cjs');

const { apply } = Reflect;
const { defineProperty } = Object;

/** @typedef {import('./sites.cjs').Frame} Frame */
/** @typedef {InstanceType<typeof import('./state.cjs').Probe>} Probe */

/**
 * Node's own object for a child.
 * @typedef {object} Handle
 * @property {number} [pid]
 * @property {(...args: unknown[]) => number} spawn
 * @property {(signal: number) => number} kill
 * @property {() => void} unref
 * @property {(...args: unknown[]) => void} onexit
 */
/**
 * @typedef {{ file: string, args?: string[], envPairs?: string[], detached?: boolean }} SpawnOptions
 * @typedef {import('child_process').ChildProcess & { _handle: Handle | null, exitCode: number | null, signalCode: NodeJS.Signals | null }} Child
 */

/** Of the flags that Node 24 puts in one number. */
const DETACHED = 1;
/** Signals that are sent to end a process; others do not tell why it ended. */
const ENDING = new Set(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT', 'SIGKILL']);
const names = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/** @param {Probe} probe */
function watchStarts(probe) {
  const remove = tap(ChildProcess.prototype, 'spawn', (child) => {
    const { _handle: handle } = /** @type {Child} */ (child);
    if (!handle) return;
    // The first child has shown us the class of its handle: the rest happens there.
    remove();
    watchHandles(probe, Object.getPrototypeOf(handle));
  });
  watchKill(probe);
}

/**
 * @param {Probe} probe
 * @param {Handle} handles the prototype of all handles of children.
 */
function watchHandles(probe, handles) {
  const { spawn, kill, unref } = handles;
  /** @this {Handle} */
  handles.spawn = function started(...args) {
    const request = quietly(() => completed(probe, requestOf(args)));
    if (!request || probe.isMuted) return apply(spawn, this, request ? request.args : args);
    const start = quietly(() => begin(probe, request, started));
    const error = apply(spawn, this, request.args);
    if (start) quietly(() => end(probe, this, start, error));
    return error;
  };
  /** @this {Handle} */
  handles.kill = function (signal) {
    const { pid } = this;
    const error = apply(kill, this, [signal]);
    if (error === 0 && pid && probe.children.has(pid)) quietly(() => signalled(probe, pid, signal));
    return error;
  };
  /** @this {Handle} */
  handles.unref = function () {
    const { pid } = this;
    if (pid) quietly(() => letGo(probe, pid));
    return apply(unref, this, []);
  };
}

/**
 * What Node asks of the OS. `withPairs` makes the arguments of its call for another environment.
 * @typedef {object} Request
 * @property {string} file
 * @property {string[]} argv
 * @property {string[]} envPairs
 * @property {boolean} isDetached
 * @property {(envPairs: string[]) => unknown[]} withPairs
 */

/**
 * One object; since Node 24 a list.
 * @param {unknown[]} args
 * @returns {Request}
 */
function requestOf(args) {
  if (typeof args[0] === 'object') {
    const options = /** @type {SpawnOptions} */ (args[0]);
    const { file, args: argv = [file], envPairs = [], detached = false } = options;
    return {
      file,
      argv,
      envPairs,
      isDetached: detached,
      withPairs: (pairs) => [{ ...options, envPairs: pairs }],
    };
  }
  const [file, argv, , envPairs, , flags] =
    /** @type {[string, string[], string, string[], unknown, number]} */ (args);
  const other = (/** @type {string[]} */ pairs) => args.map((arg, at) => (at === 3 ? pairs : arg));
  return { file, argv, envPairs, isDetached: (flags & DETACHED) !== 0, withPairs: other };
}

/**
 * The request, and the arguments of a call that gives the child our variables, too.
 * @param {Probe} probe
 * @param {Request} request
 */
function completed(probe, request) {
  const pairs = completePairs(probe.injection, request.envPairs, request.argv);
  return { ...request, args: request.withPairs(pairs) };
}

/** @typedef {{ call: number, site: import('./sites.cjs').Site | null, file: string }} Start */

/**
 * @param {Probe} probe
 * @param {Request} request
 * @param {Function} above
 * @returns {Start}
 */
function begin(probe, { file, argv, envPairs, isDetached }, above) {
  const frames = framesAbove(above);
  const site = siteOf(frames);
  const api = apiOf(frames);
  const call = probe.nextNumber();
  probe.say('start-begin', {
    ...{ call, name: nameOf(api, envPairs), daemon: false, className: null, target: null },
    ...{ method: null, api, argv, site, ...(isDetached && { detached: true }) },
  });
  return { call, site, file };
}

/**
 * @param {Probe} probe
 * @param {Handle} handle
 * @param {Start} start
 * @param {number} error
 */
function end(probe, handle, { call, site, file }, error) {
  const { pid } = handle;
  if (error || !pid) {
    const message = `Error: spawn ${error ? `${file} ${getSystemErrorName(error)}` : file}`;
    probe.say('start-failed', { call, message, site });
    return;
  }
  probe.say('start-end', { call, child: pid });
  const child = ownerOf(handle);
  if (!child) return;
  probe.children.set(pid, child);
  const remove = tap(handle, 'onexit', () => {
    remove();
    watchOutcome(probe, child, pid);
  });
}

/** @param {Handle} handle */
function ownerOf(handle) {
  for (const key of Object.getOwnPropertySymbols(handle)) {
    const value = /** @type {any} */ (handle)[key];
    if (value instanceof ChildProcess) return /** @type {Child} */ (value);
  }
  return undefined;
}

/**
 * Node is about to note how the child ended, in one of two fields, before it tells the program.
 * @param {Probe} probe
 * @param {Child} child
 * @param {number} pid
 */
function watchOutcome(probe, child, pid) {
  const fields = /** @type {const} */ (['exitCode', 'signalCode']);
  const t = now();
  /** @type {Record<string, unknown>} */
  const values = {};
  for (const field of fields) {
    values[field] = child[field];
    defineProperty(child, field, {
      configurable: true,
      enumerable: true,
      get: () => values[field],
      set(value) {
        values[field] = value;
        for (const each of fields) {
          const plain = { configurable: true, enumerable: true, writable: true };
          defineProperty(child, each, { ...plain, value: values[each] });
        }
        quietly(() => reaped(probe, child, pid, t));
      },
    });
  }
}

/**
 * @param {Probe} probe
 * @param {Child} child
 * @param {number} pid
 * @param {number} t
 */
function reaped(probe, child, pid, t) {
  const { exitCode, signalCode } = child;
  const code = signalCode ? -constants.signals[signalCode] : exitCode;
  probe.children.delete(pid);
  if (code !== null) probe.say('reaped', { child: pid, code }, t);
  waits.ended(probe, child, t);
}

/**
 * @param {Probe} probe
 * @param {number} pid
 */
function letGo(probe, pid) {
  const child = probe.children.get(pid);
  if (!child) return;
  probe.say('detached', { child: pid });
  waits.abandoned(probe, child);
}

/**
 * @param {Probe} probe
 * @param {number} child
 * @param {number} number
 */
function signalled(probe, child, number) {
  const signal = names.get(number);
  if (signal === undefined || !ENDING.has(signal)) return;
  const cause = signal === 'SIGKILL' ? 'kill' : 'terminate';
  probe.say('signal', { child, signal, cause, site: siteOf(framesAbove(signalled)) });
}

/**
 * `process.kill`, of a child or of the group that it leads.
 * @param {Probe} probe
 */
function watchKill(probe) {
  const own = /** @type {{ _kill?: (pid: number, signal: number) => number }} */ (process);
  const { _kill: kill } = own;
  if (typeof kill !== 'function') return;
  own._kill = (pid, signal) => {
    const error = kill(pid, signal);
    if (error === 0 && probe.children.has(Math.abs(pid))) {
      quietly(() => signalled(probe, Math.abs(pid), signal));
    }
    return error;
  };
}

/**
 * The outermost of Node's functions that led to a start, as the program calls it.
 * @param {readonly Frame[]} frames
 */
function apiOf(frames) {
  let api = 'child_process.spawn';
  for (const { file, name, isInternal } of frames) {
    if (!isInternal) break;
    if (/internal\/cluster/.test(file)) return 'cluster.fork';
    const found = /(?:^|\.)(spawn|exec|execFile|fork)$/.exec(name);
    if (found && /^(?:node:)?child_process(?:\.js)?$/.test(file)) api = `child_process.${found[1]}`;
  }
  return api;
}

/**
 * @param {string} api
 * @param {readonly string[]} envPairs
 */
function nameOf(api, envPairs) {
  if (api !== 'cluster.fork') return null;
  const id = envPairs.find((pair) => pair.startsWith('NODE_UNIQUE_ID='));
  return id ? `worker ${id.slice('NODE_UNIQUE_ID='.length)}` : null;
}

module.exports = { watchStarts };
