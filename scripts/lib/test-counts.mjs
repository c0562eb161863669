/** Counting tests: every run of mocha appends its numbers to a file (see mocha-reporter.cjs). */
import { existsSync, readFileSync } from 'node:fs';

/** @typedef {{ passed: number, failed: number, skipped: number }} TestCounts */

/** @type {TestCounts} */
export const noTests = { passed: 0, failed: 0, skipped: 0 };

/**
 * @param {string} file
 * @returns {TestCounts}
 */
export function readCounts(file) {
  if (!existsSync(file)) return noTests;
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines.map((line) => JSON.parse(line)).reduce(addCounts, noTests);
}

/**
 * @param {TestCounts} a
 * @param {TestCounts} b
 * @returns {TestCounts}
 */
export function addCounts(a, b) {
  return {
    passed: a.passed + b.passed,
    failed: a.failed + b.failed,
    skipped: a.skipped + b.skipped,
  };
}

/** @param {TestCounts} counts */
export function summaryLine({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
