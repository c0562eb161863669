/**
 * Runs CPython's own tests of processes without Forkscope, twice, and under `forkscope run`, and
 * compares each test case: `npm run test:cpython -- [--python PATH]… [--suite NAME]… [--keep]`
 *
 * --python  an interpreter whose library has its tests; default: `python3` and those of pyenv
 * --suite   one of the test modules; default: all
 * --keep    keep what the runs wrote, and say where
 *
 * A case whose two bare results differ is flaky and proves nothing. Not part of `npm test`: a run
 * takes half an hour for each Python.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './lib/paths.mjs';
import { mustRun, printFailure, UserError } from './lib/run.mjs';

const SUITES = [
  'test_subprocess',
  'test_multiprocessing_fork',
  'test_multiprocessing_spawn',
  'test_multiprocessing_forkserver',
  'test_concurrent_futures',
];

/** Cases that say nothing of the probe: by what they find that it can not hide, or why they fail. */
const KNOWN = new Map([
  [
    'test_shutdown_deadlock_pickle',
    'a deadlock of CPython itself (gh-125451), until 3.12.8 and 3.13.1: the feeder and the manager of ' +
      'the executor wait for each other',
  ],
  [
    'test_pass_fds_redirected',
    "a child lists its open descriptors: its own probe's connection is one of them",
  ],
]);

/** @typedef {Map<string, string>} Results outcome of each case; `began` where it did not end */

/**
 * The interpreters to test.
 *
 * @param {readonly string[]} asked
 */
function interpreters(asked) {
  const versions = join(process.env.PYENV_ROOT ?? join(homedir(), '.pyenv'), 'versions');
  let found = ['python3'];
  try {
    found = [...found, ...readdirSync(versions).map((name) => join(versions, name, 'bin/python'))];
  } catch {
    // No pyenv here.
  }
  /** @type {Map<string, { path: string, version: string, suites: string[] }>} */
  const pythons = new Map();
  const script = [
    'import sys, os, importlib.util as u',
    'print(os.path.realpath(sys.executable), "%d.%d.%d" % sys.version_info[:3])',
    `print(*[s for s in ${JSON.stringify(SUITES)} if u.find_spec("test." + s)])`,
  ].join('\n');
  for (const path of asked.length > 0 ? asked : found) {
    const { status, stdout } = spawnSync(path, ['-c', script], { encoding: 'utf8', env: bare() });
    const [[executable, version] = [], suites = []] =
      status === 0 ? stdout.split('\n').map((line) => line.split(' ').filter(Boolean)) : [];
    if (!executable || !version || suites.length === 0 || /^(2|3\.[0-7])\./.test(version)) continue;
    pythons.set(executable, { path: executable, version, suites });
  }
  return [...pythons.values()];
}

/** The environment, free of what would change Python's ways. */
function bare() {
  const entries = Object.entries(process.env);
  return Object.fromEntries(entries.filter(([name]) => !/^(PYTHON|FORKSCOPE_)/.test(name)));
}

/**
 * One run of one module.
 *
 * @param {string[]} command what is run in front of the interpreter
 * @param {string} python
 * @param {string} suite
 * @param {string} directory where the run takes place and leaves its results
 * @returns {Promise<Results>}
 */
async function results(command, python, suite, directory) {
  mkdirSync(directory);
  const file = join(directory, 'results.jsonl');
  const log = openSync(join(directory, 'log'), 'w');
  const runner = join(root, 'scripts/lib/cpython-suite.py');
  const [program = '', ...args] = [...command, python, runner, file, `test.${suite}`];
  const child = spawn(program, args, {
    cwd: directory,
    env: bare(),
    stdio: ['ignore', log, log],
    detached: true,
  });
  await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  /** @type {Results} */
  const outcomes = new Map();
  for (const line of readFileSync(file, 'utf8').split('\n').filter(Boolean)) {
    const [id, outcome] = JSON.parse(line);
    // Of a case with several results, the first that is not its begin counts.
    if ((outcomes.get(id) ?? 'began') === 'began') outcomes.set(id, outcome);
  }
  return outcomes;
}

/**
 * @param {Results} first without Forkscope
 * @param {Results} second without it, again
 * @param {Results} probed
 */
function compare(first, second, probed) {
  const all = [...new Set([...first.keys(), ...second.keys(), ...probed.keys()])].sort();
  const flaky = all.filter((id) => first.get(id) !== second.get(id));
  const other = all.filter((id) => !flaky.includes(id) && first.get(id) !== probed.get(id));
  const known = other.filter((id) => KNOWN.has(id.split('.').at(-1) ?? ''));
  const differ = other.filter((id) => !known.includes(id));
  return { all, flaky, known, differ };
}

async function main() {
  const { values } = parseArgs({
    options: {
      python: { type: 'string', multiple: true, default: [] },
      suite: { type: 'string', multiple: true, default: [] },
      keep: { type: 'boolean', default: false },
    },
  });
  const pythons = interpreters(values.python);
  if (pythons.length === 0) {
    throw new UserError(
      'No Python here has its own tests: install libpython3-testsuite, or a Python of pyenv.',
    );
  }
  await mustRun(process.execPath, [join(root, 'scripts/build.mjs')], { quiet: true });
  const folder = mkdtempSync(join(tmpdir(), 'forkscope-cpython-'));
  let failures = 0;
  for (const { path, version, suites } of pythons) {
    for (const suite of suites) {
      if (values.suite.length > 0 && !values.suite.includes(suite)) continue;
      const at = (/** @type {string} */ name) => join(folder, `${version}-${suite}-${name}`);
      const trace = at('trace.forkscope');
      const recorder = [process.execPath, join(root, 'dist/cli.js'), 'run', '--trace', trace, '--'];
      const first = await results([], path, suite, at('first'));
      const probed = await results(recorder, path, suite, at('probed'));
      const second = await results([], path, suite, at('second'));
      const { all, flaky, known, differ } = compare(first, second, probed);
      const equal = all.length - flaky.length - known.length - differ.length;
      console.log(
        `Python ${version}  ${suite.padEnd(32)} ${all.length} cases: ${equal} same, ` +
          `${flaky.length} flaky, ${known.length} known, ${differ.length} different`,
      );
      for (const id of flaky) console.log(`  flaky: ${id}: ${first.get(id)}, ${second.get(id)}`);
      for (const id of known)
        console.log(`  known: ${id}: ${KNOWN.get(id.split('.').at(-1) ?? '')}`);
      for (const id of differ) console.log(`  ${id}: ${first.get(id)}, probed ${probed.get(id)}`);
      failures += differ.length;
    }
  }
  if (values.keep || failures > 0) console.log(`What the runs wrote is in ${folder}`);
  else rmSync(folder, { recursive: true, force: true });
  if (failures > 0) process.exitCode = 1;
}

main().catch((error) => {
  printFailure(error);
  process.exitCode = 1;
});
