// @ts-check
/* This process, or this thread of it, as the probe sees it. */
'use strict';

const { readFileSync } = require('node:fs');
const { Channel, now } = require('./channel.cjs');

const PROTOCOL = 1;
/** Characters of argv in `hello`; a longer one is cut after a whole word. */
const MAX_ARGV = 65536;

/** @typedef {import('./environment.cjs').Injection} Injection */
/** @typedef {{ id: number, name: string, file: string }} Thread */

/** So many writes within a window are told one by one. */
const BURST = 64;
const WINDOW_US = 10_000;
/** Further ones are held back for so long, and up to so many characters. */
const HOLD_US = 2_000;
const HOLD_LENGTH = 1 << 14;

const { setTimeout } = globalThis;

class Probe {
  channel = new Channel();
  /** Children that run, by PID. @type {Map<number, import('child_process').ChildProcess>} */
  children = new Map();
  /** Says hello, if that is still to be done. @type {(() => void) | undefined} */
  #greeting;
  /** Whether what is started now is told of by somebody else, who knows more of it. */
  isMuted = false;
  /** Whether this is the last turn of the process: nothing may be held back. */
  isEnding = false;
  #numbers = 0;
  #windowUs = 0;
  #written = 0;
  /** @type {{ stream: 'stdout' | 'stderr', text: string, t: number } | undefined} */
  #held;

  /** @param {Injection} injection */
  constructor(injection) {
    this.injection = injection;
  }

  /** Connects. @returns whether there is a recorder. */
  open() {
    return this.channel.open(this.injection.socket);
  }

  /**
   * Says hello before anything else is said, at the latest when the returned function is called.
   * @param {() => Thread | null} thread that this is, null on the main one; asked when it is said.
   * @returns {() => void}
   */
  greet(thread) {
    const begun = now();
    const greeting = () => {
      if (this.#greeting === undefined) return;
      this.#greeting = undefined;
      this.channel.say('hello', hello(this.injection.token, thread()), begun);
    };
    this.#greeting = greeting;
    return greeting;
  }

  /**
   * @param {string} ev
   * @param {Readonly<Record<string, unknown>>} fields
   * @param {number} [t] the instant, in µs, where it is not now.
   */
  say(ev, fields, t) {
    this.#greeting?.();
    this.#release();
    this.channel.say(ev, fields, t);
  }

  /**
   * Tells of text that was written: at once, but in a burst of lines, of which some go together.
   * @param {'stdout' | 'stderr'} stream
   * @param {string} text
   */
  wrote(stream, text) {
    const t = now();
    if (t - this.#windowUs > WINDOW_US) {
      this.#windowUs = t;
      this.#written = 0;
    }
    this.#written += 1;
    const held = this.#held;
    if (held && held.stream === stream && t - held.t < HOLD_US && held.text.length < HOLD_LENGTH) {
      held.text += text;
    } else if (this.#written <= BURST || this.isEnding) {
      this.say('out', { stream, text }, t);
    } else {
      this.#release();
      this.#held = { stream, text, t };
      setTimeout(() => this.#release(), HOLD_US / 1000).unref();
    }
  }

  #release() {
    const held = this.#held;
    if (held === undefined) return;
    this.#held = undefined;
    this.channel.say('out', { stream: held.stream, text: held.text }, held.t);
  }

  /** A number for a start or a wait, unique within this connection. */
  nextNumber() {
    this.#numbers += 1;
    return this.#numbers;
  }
}

/**
 * @param {string} token
 * @param {Thread | null} thread
 */
function hello(token, thread) {
  const { pid, ppid, versions } = process;
  return {
    ...{ proto: PROTOCOL, token, pid, ppid, startTicks: startTicks(), how: 'exec' },
    ...{ runtime: 'node', version: versions.node, argv: commandLine(), cwd: cwd() },
    ...{ role: 'user', helper: null, ...(thread && { thread }) },
  };
}

function commandLine() {
  const words = [process.argv0, ...process.execArgv, ...process.argv.slice(1)];
  let length = words.reduce((sum, word) => sum + word.length, 0);
  while (length > MAX_ARGV) length -= (words.pop() || '').length;
  return words;
}

function cwd() {
  try {
    return process.cwd();
  } catch (_error) {
    return null;
  }
}

/** Field 22 of /proc/self/stat. The second, the program's name, may hold spaces and parentheses. */
function startTicks() {
  try {
    const stat = readFileSync('/proc/self/stat', 'latin1');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch (_error) {
    return null;
  }
}

module.exports = { Probe };
