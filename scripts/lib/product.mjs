/** What is shipped: building it and packing it into a .vsix. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { machineTarget, withKoffi } from './koffi.mjs';
import { distDir, outDir, root, vsixFile } from './paths.mjs';
import { mustRun } from './run.mjs';
import { doAndRemember, fingerprint, isDone } from './stamps.mjs';

/** Everything that the bundles are made from. */
const buildInputs = [
  'src',
  'package-lock.json',
  'tsconfig.json',
  'tsconfig.webview.json',
  'scripts',
];

/** Everything that the .vsix is made from. */
const packageInputs = [
  ...['.vscodeignore', 'package.json', 'package.nls.json', 'README.md', 'CHANGELOG.md', 'LICENSE'],
  ...['dist', 'examples', 'l10n', 'media'],
];

/** For dist/ as a whole: every build replaces it. */
export const buildJob = 'build';

export function buildFingerprint() {
  return fingerprint(buildInputs);
}

export function isBuilt() {
  return existsSync(join(distDir, 'extension.cjs')) && isDone(buildJob, buildFingerprint());
}

/** @param {...string} flags of scripts/build.mjs */
export async function build(...flags) {
  await mustRun(process.execPath, ['scripts/build.mjs', ...flags], { cwd: root });
}

/**
 * The package for a platform, by VS Code's name of it; without one: for all platforms.
 *
 * @param {string} [target]
 */
export function vsixFor(target) {
  return target ? vsixFile.replace(/\.vsix$/, `-${target}.vsix`) : vsixFile;
}

/** The package that this machine is to be given: with kernel events where they can be had. */
export function machineVsix() {
  return vsixFor(machineTarget());
}

export function isPackaged() {
  const exist = existsSync(vsixFile) && existsSync(machineVsix());
  return exist && isDone('package', fingerprint(packageInputs));
}

/** Packs what is in dist/, for all platforms and for this machine; the bundles hold all dependencies. */
export async function packageVsix() {
  await doAndRemember('package', fingerprint(packageInputs), async () => {
    await packageFor();
    const target = machineTarget();
    if (target) await packageFor(target);
  });
}

/**
 * Packs what is in dist/ for one platform, or for all.
 *
 * @param {string} [target]
 */
export async function packageFor(target) {
  mkdirSync(outDir, { recursive: true });
  const vsce = [
    ...['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies'],
    ...['--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsixFor(target)],
  ];
  const pack = async () => {
    const hint = 'The extension could not be packaged';
    const args = target ? [...vsce, '--target', target] : vsce;
    await mustRun(process.execPath, args, { cwd: root, quiet: true, hint });
  };
  if (target) await withKoffi(target, pack);
  else await pack();
}
