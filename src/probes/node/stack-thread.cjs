// @ts-check
/*
 * A thread that looks at the main one from beside, when it is asked to. The main thread is held for as
 * long as it takes to read its stack, at its next statement; also while it waits in `Atomics.wait`.
 */
'use strict';

const { readFileSync } = require('node:fs');
const { Session } = require('node:inspector');
const { SourceMap } = require('node:module');
const { createConnection } = require('node:net');
const { dirname, isAbsolute, resolve } = require('node:path');
const { fileURLToPath } = require('node:url');
const { workerData } = require('node:worker_threads');
const { Lines } = require('./lines.cjs');

/** For the main thread to come to a statement, in ms; one that stands in the system never does. */
const PATIENCE = 1_000;

/** @typedef {{ file: string, line: number }} Site */
/** @typedef {{ function: string, site: Site | null }} Frame */
/** @typedef {import('node:inspector').Debugger.CallFrame} CallFrame */
/** @typedef {import('node:inspector').Debugger.ScriptParsedEventDataType} Script */

const { socket: path, token, here } = workerData;
const { setTimeout, clearTimeout, Buffer } = globalThis;
const lines = new Lines();
/** @type {Promise<void>} */
let last = Promise.resolve();
let seq = 0;

const socket = createConnection({ path });
// The recorder is gone: so is this thread, which has nothing else to do.
socket.on('error', () => undefined);
say({ ev: 'stack-thread', token, pid: process.pid });
socket.on('data', (bytes) => {
  for (const line of lines.push(bytes)) last = last.then(() => answer(JSON.parse(line).ask));
});

/** @param {number} ask */
async function answer(ask) {
  const frames = await look().catch(() => null);
  say({ ev: 'stack', ask, frames });
}

/** @param {object} message */
function say(message) {
  seq += 1;
  const t = Number(process.hrtime.bigint() / 1000n);
  socket.write(`${JSON.stringify({ ...message, t, seq })}\n`);
}

/** @returns {Promise<Frame[] | null>} null where the main thread runs no JavaScript. */
function look() {
  return new Promise((done, fail) => {
    const session = new Session();
    session.connectToMainThread();
    /** @type {Map<string, Script>} */
    const scripts = new Map();
    /** @type {NodeJS.Timeout | undefined} */
    let timer;
    const end = (/** @type {Frame[] | null} */ frames) => {
      clearTimeout(timer);
      // Takes back what the main thread has not yet taken up.
      session.disconnect();
      done(frames);
    };
    timer = setTimeout(() => end(null), PATIENCE);
    session.on('Debugger.scriptParsed', ({ params }) => scripts.set(params.scriptId, params));
    session.once('Debugger.paused', ({ params }) => {
      // First of all: the program is not to be held while its stack is put into words.
      session.post('Debugger.resume');
      const frames = params.callFrames.map((each) => described(each, scripts));
      end(frames.filter(({ site }) => site === null || !site.file.startsWith(here)));
    });
    session.post('Debugger.enable', (error) => error && fail(error));
    session.post('Debugger.pause');
  });
}

/**
 * @param {CallFrame} frame
 * @param {ReadonlyMap<string, Script>} scripts
 * @returns {Frame}
 */
function described({ functionName, location }, scripts) {
  const script = scripts.get(location.scriptId);
  const url = script?.url ?? '';
  const name = functionName || '(anonymous)';
  // Lines of Node's own files are of no use to anybody.
  if (url === '' || url.startsWith('node:')) {
    return { function: url === '' ? name : `${name} (${url})`, site: null };
  }
  const file = pathOf(url);
  const { lineNumber, columnNumber = 0 } = location;
  const map = script?.sourceMapURL ? mapOf(script.sourceMapURL, file) : undefined;
  const entry = map?.findEntry(lineNumber, columnNumber);
  if (entry && 'originalSource' in entry && entry.originalSource) {
    const source = pathOf(entry.originalSource);
    const original = isAbsolute(source) ? source : resolve(dirname(file), source);
    return { function: name, site: { file: original, line: entry.originalLine + 1 } };
  }
  return { function: name, site: { file, line: lineNumber + 1 } };
}

/**
 * @param {string} url of a source map: its data, or where it lies beside the script.
 * @param {string} file
 */
function mapOf(url, file) {
  try {
    const [, data] = /^data:application\/json;(?:charset=[^;,]*;)?base64,(.*)$/.exec(url) ?? [];
    const text = data
      ? Buffer.from(data, 'base64').toString()
      : readFileSync(resolve(dirname(file), url), 'utf8');
    return new SourceMap(JSON.parse(text));
  } catch (_error) {
    return undefined;
  }
}

/** @param {string} url */
function pathOf(url) {
  try {
    return url.startsWith('file:') ? fileURLToPath(url.replace(/[?#].*$/, '')) : url;
  } catch (_error) {
    return url;
  }
}
