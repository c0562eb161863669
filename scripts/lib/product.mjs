/** What is shipped: building it and packing it into a .vsix. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
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

export function isPackaged() {
  return existsSync(vsixFile) && isDone('package', fingerprint(packageInputs));
}

/** Packs what is in dist/; the bundles hold all dependencies. */
export async function packageVsix() {
  mkdirSync(outDir, { recursive: true });
  const vsce = [
    ...['node_modules/@vscode/vsce/vsce', 'package', '--no-dependencies'],
    ...['--allow-missing-repository', '--no-rewrite-relative-links', '--out', vsixFile],
  ];
  await doAndRemember('package', fingerprint(packageInputs), async () => {
    const hint = 'The extension could not be packaged';
    await mustRun(process.execPath, vsce, { cwd: root, quiet: true, hint });
  });
}
