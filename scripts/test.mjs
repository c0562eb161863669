/**
 * All checks and tests, in order, up to the first step that fails: `npm test [-- --only unit,e2e]`
 *
 * --only takes the names of steps; what they need is built first.
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './lib/arguments.mjs';
import { dependenciesAreInstalled, installDependencies } from './lib/dependencies.mjs';
import { endWithParent, isEnding, onEndSignal } from './lib/ending.mjs';
import { root, vsixFile } from './lib/paths.mjs';
import { build, packageVsix } from './lib/product.mjs';
import { providePython } from './lib/python.mjs';
import { endRunning, mustRun, printFailure, UserError } from './lib/run.mjs';
import { addCounts, noTests, readCounts, summaryLine } from './lib/test-counts.mjs';

const PROBE_TESTS = 'test/integration/probe-*/**/*.test.ts';
/** Files whose tests wait for programs of their own, and do not measure how long the machine takes. */
const BESIDE_EACH_OTHER = ['--parallel', '--jobs', '2'];

/** How large the packaged extension may be, in bytes. */
const vsixLimit = 1024 * 1024;

/**
 * @typedef {object} Step
 * @property {string} title
 * @property {readonly string[]} [needs] other steps, by name
 * @property {() => Promise<unknown>} run
 * @property {boolean} [countsTests]
 */

/** @type {Record<string, Step>} */
const steps = {
  lint: { title: 'Format and lint', run: () => node('@biomejs/biome/bin/biome', 'check') },
  types: { title: 'Types', run: checkTypes },
  'dead-code': { title: 'Dead code', run: () => node('knip/bin/knip.js') },
  build: { title: 'Build', run: () => build('--tests') },
  unit: {
    title: 'Unit tests',
    countsTests: true,
    run: () => mocha('.mocharc.json', 'src/**/*.test.ts', 'test/unit/**/*.test.ts'),
  },
  integration: {
    title: 'Integration tests',
    needs: ['build'],
    countsTests: true,
    run: () =>
      withPrograms('test/integration/**/*.test.ts', '--ignore', PROBE_TESTS, ...BESIDE_EACH_OTHER),
  },
  probes: {
    title: 'Tests of the probes',
    needs: ['build'],
    countsTests: true,
    run: () => withPrograms(PROBE_TESTS, ...BESIDE_EACH_OTHER),
  },
  webview: {
    title: 'Tests of the panel',
    needs: ['build'],
    countsTests: true,
    run: () => mocha('.mocharc.integration.json', 'test/webview/**/*.test.ts'),
  },
  package: { title: 'Package', needs: ['build'], run: packageAndCheckSize },
  vscode: {
    title: 'Tests inside VS Code',
    needs: ['build'],
    countsTests: true,
    run: () => mustRun(process.execPath, ['scripts/run-vscode-tests.mjs'], { cwd: root }),
  },
  e2e: {
    title: 'End-to-end tests',
    needs: ['build', 'package'],
    countsTests: true,
    run: () => mocha('.mocharc.e2e.json', 'test/e2e/**/*.test.ts'),
  },
};

const temporary = mkdtempSync(join(tmpdir(), 'forkscope-counts-'));
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));
onEndSignal(async () => {
  endRunning();
  return undefined;
});
if (process.env.npm_lifecycle_event) endWithParent();

/** @type {string[]} */
const report = [];
let total = noTests;
try {
  const chosen = chosenSteps();
  if (!dependenciesAreInstalled()) await perform('Dependencies', installDependencies);
  for (const [name, step] of Object.entries(steps)) {
    if (chosen.has(name)) await perform(step.title, () => runAndCount(name, step));
  }
} catch (error) {
  if (!isEnding()) printFailure(error);
  process.exitCode = 1;
}
console.log(`\n${report.join('\n')}\n${summaryLine(total)}`);

/**
 * Does one step under a heading, and notes how long it took.
 *
 * @param {string} title
 * @param {() => Promise<string | undefined | void>} work may return what there is to say of it
 */
async function perform(title, work) {
  console.log(`\n── ${title} ${'─'.repeat(76 - title.length)}`);
  const start = performance.now();
  const seconds = () => `${((performance.now() - start) / 1000).toFixed(1)} s`.padStart(8);
  try {
    const remark = await work();
    report.push(`✔ ${title.padEnd(24)}${seconds()}${remark ? `   ${remark}` : ''}`);
  } catch (error) {
    report.push(`✖ ${title.padEnd(24)}${seconds()}`);
    throw error;
  }
}

/**
 * @param {string} name
 * @param {Step} step
 */
async function runAndCount(name, step) {
  const file = join(temporary, name);
  process.env.FORKSCOPE_TEST_COUNTS = file;
  try {
    await step.run();
  } finally {
    total = addCounts(total, readCounts(file));
  }
  if (!step.countsTests) return undefined;
  const counts = readCounts(file);
  if (counts.passed + counts.failed === 0) throw new UserError(`${step.title}: no test has run.`);
  return summaryLine(counts);
}

/** @returns {Set<string>} the steps to do, with those that they need */
function chosenSteps() {
  const { only } = readOptions({ only: { type: 'string' } });
  const names = only ? only.split(',') : Object.keys(steps);
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length > 0) {
    throw new UserError(
      `There is no step ${unknown.join(', ')}; there are ${Object.keys(steps).join(', ')}.`,
    );
  }
  return new Set(names.flatMap((name) => [...(steps[name]?.needs ?? []), name]));
}

async function checkTypes() {
  const projects = [
    'tsconfig.json',
    'tsconfig.webview.json',
    'src/model/tsconfig.json',
    'src/probes/node/tsconfig.json',
    'scripts/tsconfig.json',
    'test/webview/tsconfig.json',
    'bench/tsconfig.json',
  ];
  for (const project of projects) await node('typescript/bin/tsc', '-p', project);
}

async function packageAndCheckSize() {
  await packageVsix();
  const { size } = statSync(vsixFile);
  console.log(`${vsixFile}: ${(size / 1024).toFixed(0)} KB`);
  if (size > vsixLimit) throw new UserError(`That is more than ${vsixLimit / 1024} KB.`);
}

/**
 * Tests with real programs, Python's among them.
 *
 * @param {...string} args of mocha
 */
async function withPrograms(...args) {
  await providePython();
  await mocha('.mocharc.integration.json', ...args);
}

/**
 * @param {string} config
 * @param {...string} specs
 */
async function mocha(config, ...specs) {
  const args = ['--import', 'tsx', 'node_modules/mocha/bin/_mocha', '--config', config, ...specs];
  await mustRun(process.execPath, args, { cwd: root, hint: 'Tests have failed' });
}

/**
 * Runs a tool of node_modules.
 *
 * @param {string} script
 * @param {...string} args
 */
async function node(script, ...args) {
  const file = join('node_modules', script);
  await mustRun(process.execPath, [file, ...args], { cwd: root, hint: 'See above' });
}
