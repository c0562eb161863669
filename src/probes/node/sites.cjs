// @ts-check
/* Which line of the program's own code is at work. */
'use strict';

const { dirname, isAbsolute, normalize } = require('node:path');
const { fileURLToPath } = require('node:url');
const nodeModule = require('node:module');
const { isWritable } = require('./taps.cjs');

/** Directory of the probe, whose own frames count as Node's. */
const HERE = `${dirname(__filename)}/`;
const DEPTH = 40;

const { captureStackTrace } = Error;
const { getOwnPropertyDescriptor, defineProperty } = Object;

/** @typedef {{ file: string, line: number }} Site */
/** @typedef {{ file: string, name: string, isInternal: boolean, site: NodeJS.CallSite }} Frame */

/**
 * The frames above the caller, innermost first; none where the program does not let us ask.
 *
 * How errors look is the program's to decide: what it has set is put back before it can run again.
 * @param {Function} above frames from this function on downwards are left out.
 * @param {number} [depth]
 * @returns {Frame[]}
 */
function framesAbove(above, depth = DEPTH) {
  const prepare = getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  if (prepare ? !prepare.configurable : !Object.isExtensible(Error)) return [];
  if (!isWritable(Error, 'stackTraceLimit')) return [];
  const { stackTraceLimit } = Error;
  /** @type {{ stack?: unknown }} */
  const holder = {};
  try {
    defineProperty(Error, 'prepareStackTrace', { configurable: true, writable: true, value: asIs });
    Error.stackTraceLimit = depth;
    captureStackTrace(holder, above);
    const sites = holder.stack;
    return Array.isArray(sites) ? sites.map(frame) : [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (prepare) defineProperty(Error, 'prepareStackTrace', prepare);
    else delete (/** @type {any} */ (Error).prepareStackTrace);
  }
}

/**
 * @param {Error} _error
 * @param {NodeJS.CallSite[]} sites
 */
function asIs(_error, sites) {
  return sites;
}

/**
 * @param {NodeJS.CallSite} site
 * @returns {Frame}
 */
function frame(site) {
  const file = site.getFileName() || '';
  return { file, name: site.getFunctionName() || '', isInternal: isInternal(file), site };
}

/** @param {string} file */
function isInternal(file) {
  if (file === '' || file.startsWith('node:') || file.startsWith(HERE)) return true;
  // Scripts without a file are the program's; older versions name their own by relative paths.
  return !isAbsolute(file) && !file.startsWith('file:') && !/^(?:\[|evalmachine)/.test(file);
}

/**
 * The innermost line of the program; one of its packages only where there is no other.
 * @param {readonly Frame[]} frames
 * @returns {Site | null}
 */
function siteOf(frames) {
  const users = frames.filter((each) => !each.isInternal);
  const own = users.find(({ file }) => !file.includes('/node_modules/')) || users[0];
  return own ? placeOf(own) : null;
}

/**
 * @param {Frame} frame
 * @returns {Site}
 */
function placeOf({ file, site }) {
  const line = site.getLineNumber() || 0;
  return original(file, line, site.getColumnNumber() || 1) || { file: pathOf(file), line };
}

/**
 * The place in the source that a script was made from, where its source map is known.
 * @param {string} file
 * @param {number} line
 * @param {number} column
 * @returns {Site | undefined}
 */
function original(file, line, column) {
  const map = nodeModule.findSourceMap?.(file);
  if (!map) return undefined;
  const entry = map.findEntry(line - 1, column - 1);
  if (!('originalSource' in entry) || !entry.originalSource) return undefined;
  return { file: pathOf(entry.originalSource), line: entry.originalLine + 1 };
}

/** @param {string} file */
function pathOf(file) {
  if (!file.startsWith('file:')) return isAbsolute(file) ? normalize(file) : file;
  try {
    // tsx marks its modules by a query.
    return fileURLToPath(file.replace(/[?#].*$/, ''));
  } catch (_error) {
    return file;
  }
}

/**
 * File of the function that called into the probe.
 * @param {Function} above
 */
function callerFile(above) {
  const caller = framesAbove(above, 6).find(({ file }) => !file.startsWith(HERE));
  return caller ? caller.file : '';
}

module.exports = { framesAbove, siteOf, callerFile };
