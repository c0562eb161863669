// @ts-check
/* Cuts what comes from the recorder into lines. */
'use strict';

/** More than any question has; the rest is no recorder's. */
const MAX_LENGTH = 1 << 16;

class Lines {
  #rest = '';

  /**
   * @param {Buffer | string} bytes
   * @returns {string[]} the lines that they complete.
   */
  push(bytes) {
    const lines = (this.#rest + bytes.toString()).split('\n');
    this.#rest = (lines.pop() ?? '').slice(0, MAX_LENGTH);
    return lines;
  }
}

module.exports = { Lines };
