// @ts-check
/* spawnSync, execSync, execFileSync: the program stands still until the child has ended. */
'use strict';

const childProcess = require('node:child_process');
const { constants } = require('node:os');
const { getSystemErrorName } = require('node:util');
const { additionsTo } = require('./environment.cjs');
const { framesAbove, siteOf } = require('./sites.cjs');
const { aroundSync } = require('./taps.cjs');

/** @typedef {InstanceType<typeof import('./state.cjs').Probe>} Probe */
/** @typedef {'spawnSync' | 'execSync' | 'execFileSync'} Name */
/** @typedef {{ env?: NodeJS.ProcessEnv, shell?: string | boolean, timeout?: number }} Options */

const { signals } = constants;
const TIMED_OUT = -constants.errno.ETIMEDOUT;
const NAMES = /** @type {const} */ (['spawnSync', 'execSync', 'execFileSync']);

/** @param {Probe} probe */
function watchSyncCalls(probe) {
  // Where nothing can be set above all objects, the errors of these calls would show our frame.
  const { NODE_OPTIONS = '' } = process.env;
  if ([...process.execArgv, ...NODE_OPTIONS.split(' ')].includes('--frozen-intrinsics')) return;
  for (const name of NAMES) {
    const original = /** @type {Function} */ (childProcess[name]);
    /** @type {any} */ (childProcess)[name] = aroundSync(original, (args) =>
      before(probe, name, args),
    );
  }
}

/**
 * @param {Probe} probe
 * @param {Name} name
 * @param {unknown[]} args
 * @returns {import('./taps.cjs').Around}
 */
function before(probe, name, args) {
  const site = siteOf(framesAbove(before));
  const call = probe.nextNumber();
  const wait = probe.nextNumber();
  const { timeout } = optionsOf(name, args);
  const argv = argvOf(name, args);
  probe.say('start-begin', {
    ...{ call, name: null, daemon: false, className: null, target: null, method: null },
    ...{ api: `child_process.${name}`, argv, site },
  });
  const timeoutUs = timeout && timeout > 0 ? Math.round(timeout * 1000) : null;
  probe.say('wait-begin', { wait, cause: 'popen-wait', child: null, timeoutUs, site });
  return {
    args: withEnvironment(probe, name, args, argv),
    after({ pid, status, signal, error }) {
      const isStarted = pid > 0 && (status !== null || signal !== null);
      if (isStarted) {
        const code = signal === null ? status : -signals[/** @type {NodeJS.Signals} */ (signal)];
        probe.say('start-end', { call, child: pid });
        probe.say('reaped', { child: pid, code });
      } else {
        const reason = error < 0 ? ` ${getSystemErrorName(error)}` : '';
        probe.say('start-failed', { call, message: `Error: spawnSync ${argv[0]}${reason}`, site });
      }
      const outcome = !isStarted ? 'interrupted' : error === TIMED_OUT ? 'timed-out' : 'ended';
      probe.say('wait-end', { wait, outcome, ...(isStarted && { child: pid }) });
    },
  };
}

/**
 * Where the options are, or would be.
 * @param {Name} name
 * @param {readonly unknown[]} args
 */
function optionsAt(name, args) {
  if (name === 'execSync') return 1;
  return Array.isArray(args[1]) || (args[1] == null && args.length > 2) ? 2 : 1;
}

/**
 * The arguments, with our variables in the child's environment; as they are where Node refuses them.
 * @param {Probe} probe
 * @param {Name} name
 * @param {unknown[]} args
 * @param {string[]} argv
 */
function withEnvironment(probe, name, args, argv) {
  const at = optionsAt(name, args);
  const given = args[at];
  if (given != null && typeof given !== 'object') return args;
  const options = /** @type {Options} */ (given || {});
  const env = options.env || process.env;
  if (typeof env !== 'object') return args;
  const changed = args.slice();
  changed[at] = { ...options, env: { ...env, ...additionsTo(probe.injection, env, argv) } };
  return changed;
}

/**
 * @param {Name} name
 * @param {readonly unknown[]} args
 */
function argvOf(name, args) {
  const { shell } = optionsOf(name, args);
  const [file, words] = args;
  if (name === 'execSync')
    return [typeof shell === 'string' ? shell : '/bin/sh', '-c', String(file)];
  const argv = [String(file)].concat(Array.isArray(words) ? words.map(String) : []);
  if (!shell) return argv;
  return [typeof shell === 'string' ? shell : '/bin/sh', '-c', argv.join(' ')];
}

/**
 * @param {Name} name
 * @param {readonly unknown[]} args
 * @returns {Options}
 */
function optionsOf(name, args) {
  const options = args[optionsAt(name, args)];
  return options !== null && typeof options === 'object' ? options : {};
}

module.exports = { watchSyncCalls };
