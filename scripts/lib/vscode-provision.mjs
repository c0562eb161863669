/**
 * A real VS Code from the npm registry: the server and workbench of the package `code-server`,
 * and the Node.js that it needs. It lives in the cache folder, apart from our own node_modules.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheDir } from './paths.mjs';
import { mustRun, UserError } from './run.mjs';

const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

const home = join(cacheDir, 'vscode');
const finished = `code-server-${codeServerVersion}-node-${nodeVersion}`;
const partial = 'partial-';

/**
 * @typedef {object} VsCodeInstall
 * @property {string} node the Node.js that runs the server
 * @property {string} serverMain the server's main script
 */

/**
 * Installs VS Code unless it is there. The install is made in a folder of its own and renamed when
 * it is whole: one that was interrupted is never taken for a finished one.
 *
 * @param {(message: string) => void} [progress]
 * @returns {Promise<VsCodeInstall>}
 */
export async function provisionVsCode(progress = () => {}) {
  const target = join(home, finished);
  if (!existsSync(target)) {
    const nodePackage = platformNodePackage();
    mkdirSync(home, { recursive: true });
    removeAbandoned();
    const work = join(home, partial + process.pid);
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    try {
      await install(work, nodePackage, progress);
      moveIntoPlace(work, target);
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  }
  return {
    node: join(target, 'node_modules', platformNodePackage(), 'bin', 'node'),
    serverMain: join(target, 'node_modules/code-server/lib/vscode/out/server-main.js'),
  };
}

/**
 * @param {string} work
 * @param {string} nodePackage
 * @param {(message: string) => void} progress
 */
async function install(work, nodePackage, progress) {
  const manifest = {
    private: true,
    dependencies: { 'code-server': codeServerVersion, [nodePackage]: nodeVersion },
  };
  writeFileSync(join(work, 'package.json'), `${JSON.stringify(manifest, undefined, 2)}\n`);
  progress(`installing code-server ${codeServerVersion} (about 800 MB, once)`);
  await npmInstall(work);
  progress('installing its own dependencies');
  await npmInstall(join(work, 'node_modules/code-server/lib/vscode'), '--omit=dev');
}

/**
 * @param {string} folder
 * @param {...string} options
 */
async function npmInstall(folder, ...options) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier'];
  await mustRun('npm', ['install', '--prefix', folder, ...quiet, ...options], {
    cwd: folder,
    quiet: true,
    hint: 'Could not install VS Code from the npm registry; check the network and run it again',
  });
}

/**
 * @param {string} work
 * @param {string} target
 */
function moveIntoPlace(work, target) {
  try {
    renameSync(work, target);
  } catch (error) {
    // Another run was quicker: theirs is as good as ours.
    if (!existsSync(target)) throw error;
  }
  for (const name of readdirSync(home)) {
    if (name !== finished && !name.startsWith(partial)) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}

/** Removes what an interrupted install has left, unless its process is still at work. */
function removeAbandoned() {
  for (const name of readdirSync(home)) {
    if (name.startsWith(partial) && !isAlive(Number(name.slice(partial.length)))) {
      rmSync(join(home, name), { recursive: true, force: true });
    }
  }
}

/** @param {number} pid */
function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM';
  }
}

function platformNodePackage() {
  const name = `${process.platform}-${process.arch}`;
  if (['linux-x64', 'linux-arm64'].includes(name)) return `node-${name}`;
  throw new UserError(
    `There is no VS Code in the npm registry for ${name}: install the desktop VS Code, with its \`code\` command on PATH.`,
  );
}
