// @ts-check
/*
 * What the process writes to its standard streams, as it is handed to the OS.
 *
 * The streams are made when the program first asks for them, and not before. A pipe or terminal is
 * written to by methods of a handle below the stream, a file by the stream itself; what the program
 * puts in the place of `write` is above both.
 */
'use strict';

const { StringDecoder } = require('node:string_decoder');
const { quietly } = require('./taps.cjs');

const { apply } = Reflect;

/** @typedef {InstanceType<typeof import('./state.cjs').Probe>} Probe */
/** @typedef {'stdout' | 'stderr'} Name */
/** @typedef {(this: object, ...args: any[]) => number} Write */

/** Characters of one message; a longer text is told in parts. */
const MAX_TEXT = 1 << 15;
const STRINGS = ['writeUtf8String', 'writeLatin1String', 'writeAsciiString', 'writeUcs2String'];

/** @param {Probe} probe */
function watchOutput(probe) {
  watchStream(probe, 'stdout');
  watchStream(probe, 'stderr');
}

/**
 * @param {Probe} probe
 * @param {Name} name
 */
function watchStream(probe, name) {
  const own = Object.getOwnPropertyDescriptor(process, name);
  const get = own?.get;
  if (!own || !get || !own.configurable) return;
  Object.defineProperty(process, name, {
    ...own,
    get() {
      const stream = apply(get, process, []);
      quietly(() => {
        Object.defineProperty(process, name, own);
        attach(stream, teller(probe, name));
      });
      return stream;
    },
  });
}

/**
 * @param {any} stream
 * @param {(chunk: unknown) => void} tell
 */
function attach(stream, tell) {
  const handle = stream._handle;
  if (!handle) {
    const { _write: write } = stream;
    // Only of a file: what it writes has been written when this returns.
    if (stream.constructor.name !== 'SyncWriteStream') return;
    replace(stream, '_write', function (chunk, encoding, done) {
      tell(chunk);
      return apply(write, this, [chunk, encoding, done]);
    });
    return;
  }
  for (const method of STRINGS.concat('writeBuffer')) {
    const write = handle[method];
    if (typeof write !== 'function') continue;
    replace(handle, method, function (request, chunk, ...rest) {
      const error = apply(write, this, [request, chunk, ...rest]);
      if (error === 0) tell(chunk);
      return error;
    });
  }
  const { writev } = handle;
  if (typeof writev !== 'function') return;
  replace(handle, 'writev', function (request, chunks, allBuffers) {
    const error = apply(writev, this, [request, chunks, allBuffers]);
    if (error === 0)
      quietly(() => {
        for (let i = 0; i < chunks.length; i += allBuffers ? 1 : 2) tell(chunks[i]);
      });
    return error;
  });
}

/**
 * @param {object} object
 * @param {string} name
 * @param {Write} value
 */
function replace(object, name, value) {
  Object.defineProperty(object, name, {
    value,
    writable: true,
    enumerable: false,
    configurable: true,
  });
}

/**
 * @param {Probe} probe
 * @param {Name} stream
 * @returns {(chunk: unknown) => void}
 */
function teller(probe, stream) {
  /** Keeps what a chunk has of a character that the next one completes. */
  const decoder = new StringDecoder('utf8');
  const tell = (/** @type {unknown} */ chunk) => {
    const text = typeof chunk === 'string' ? chunk : decoder.write(/** @type {Buffer} */ (chunk));
    for (let at = 0; at < text.length; at += MAX_TEXT) {
      probe.wrote(stream, text.slice(at, at + MAX_TEXT));
    }
  };
  return (chunk) => void quietly(() => tell(chunk));
}

module.exports = { watchOutput };
