// @ts-check
/*
 * The variables that bring the probes into a process.
 *
 * The program does not see them: they are taken out of `process.env` before its first line, and given
 * to each child that it starts. So a child started with an environment of its own has them as well.
 */
'use strict';

const OURS =
  /(^| )--require (?:"(?:[^"\\]|\\.)*\/probes\/node\/forkscope\.cjs"|[^ "]*\/probes\/node\/forkscope\.cjs)(?= |$)/;
/** Under the permission model of Node 20, a file that cannot be read ends the process. */
const RESTRICTED = /^--(?:experimental-)?permission$/;

/** What all probes are told. The first two there must be. */
const VARIABLES = [
  ...['FORKSCOPE_SOCKET', 'FORKSCOPE_TOKEN', 'FORKSCOPE_KERNEL'],
  ...['FORKSCOPE_STACK_SIGNAL', 'FORKSCOPE_STACKS', 'FORKSCOPE_NODE_STACKS'],
];

/**
 * What was found in the environment, to be given to children as it was.
 * @typedef {object} Injection
 * @property {string} socket
 * @property {string} token
 * @property {Record<string, string>} variables
 * @property {string} nodeOptions
 * @property {string} pythonPath
 */

/**
 * Takes our variables out of an environment.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Injection | undefined} undefined where there are none.
 */
function takeFrom(env) {
  const { FORKSCOPE_SOCKET: socket, FORKSCOPE_TOKEN: token } = env;
  const { NODE_OPTIONS = '', PYTHONPATH = '' } = env;
  if (!socket || !token) return undefined;
  /** @type {Record<string, string>} */
  const variables = {};
  for (const name of VARIABLES) {
    const value = env[name];
    if (value !== undefined) variables[name] = value;
    delete env[name];
  }
  const found = OURS.exec(NODE_OPTIONS);
  if (found) {
    const rest =
      NODE_OPTIONS.slice(0, found.index) + NODE_OPTIONS.slice(found.index + found[0].length);
    // Appended with a space to what there was, be it empty.
    if (NODE_OPTIONS === found[0] && found[1] === '') delete env.NODE_OPTIONS;
    else env.NODE_OPTIONS = rest;
  }
  const paths = PYTHONPATH.split(':');
  const pythonPath = paths.find((path) => isOurs(path, socket)) || '';
  if (pythonPath) {
    const rest = paths.filter((path) => path !== pythonPath).join(':');
    if (rest === '') delete env.PYTHONPATH;
    else env.PYTHONPATH = rest;
  }
  const nodeOptions = found ? found[0].trimStart() : '';
  return { socket, token, variables, nodeOptions, pythonPath };
}

/**
 * Whether a directory is the one with the way into Python: the session's own, or the probe's.
 * @param {string} path
 * @param {string} socket
 */
function isOurs(path, socket) {
  const session = socket.slice(0, socket.lastIndexOf('/'));
  return path === `${session}/python` || path.endsWith('/probes/python');
}

/**
 * The variables that a child needs besides those it is given.
 * @param {Injection} injection
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {readonly string[]} argv
 * @returns {Record<string, string>} empty for a child that has its own, as those of a recorder have.
 */
function additionsTo(injection, env, argv) {
  if (env.FORKSCOPE_SOCKET !== undefined) return {};
  /** @type {Record<string, string>} */
  const more = { ...injection.variables };
  const { NODE_OPTIONS: options, PYTHONPATH: path } = env;
  if (injection.nodeOptions && !isRestricted(argv, options)) {
    more.NODE_OPTIONS =
      options === undefined ? injection.nodeOptions : `${options} ${injection.nodeOptions}`;
  }
  if (injection.pythonPath) {
    more.PYTHONPATH = path ? `${injection.pythonPath}:${path}` : injection.pythonPath;
  }
  return more;
}

/**
 * @param {readonly string[]} argv
 * @param {string | undefined} options
 */
function isRestricted(argv, options) {
  return (
    argv.some((word) => RESTRICTED.test(word)) ||
    (options || '').split(' ').some((word) => RESTRICTED.test(word))
  );
}

/**
 * The same, for an environment as the OS takes it: `NAME=value` each.
 * @param {Injection} injection
 * @param {readonly string[]} pairs
 * @param {readonly string[]} argv
 */
function completePairs(injection, pairs, argv) {
  /** @type {Record<string, string>} */
  const env = {};
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const name = pair.slice(0, cut);
    if (/^(?:NODE_OPTIONS|PYTHONPATH|FORKSCOPE_SOCKET)$/.test(name))
      env[name] = pair.slice(cut + 1);
  }
  const more = additionsTo(injection, env, argv);
  const kept = pairs.filter((pair) => !(pair.slice(0, pair.indexOf('=')) in more));
  return kept.concat(Object.keys(more).map((name) => `${name}=${more[name]}`));
}

module.exports = { takeFrom, additionsTo, completePairs };
