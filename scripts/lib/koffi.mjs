/**
 * What a package for one platform carries more than the one for all: koffi, through which the recorder
 * listens to the Linux kernel. It lies in dist/koffi/, where the listener looks first.
 */
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheDir, distDir, root } from './paths.mjs';
import { mustRun, UserError } from './run.mjs';

/**
 * VS Code's names of the platforms that have kernel events, with koffi's npm package and its name of
 * the binary.
 *
 * @type {Record<string, { name: string, binary: string }>}
 */
const carried = {
  'linux-x64': { name: '@koromix/koffi-linux-x64', binary: 'linux_x64' },
  'linux-arm64': { name: '@koromix/koffi-linux-arm64', binary: 'linux_arm64' },
  'alpine-x64': { name: '@koromix/koffi-linux-x64', binary: 'musl_x64' },
  'alpine-arm64': { name: '@koromix/koffi-linux-arm64', binary: 'musl_arm64' },
};

export const koffiTargets = Object.keys(carried);

/** Where the copy lies while a package is made. */
const carriedDir = join(distDir, 'koffi');

/** All of koffi that runs; the rest is its source and documentation. */
const scriptFiles = [
  ...['package.json', 'LICENSE.txt', 'index.cjs'],
  ...['src/koffi/index.cjs', 'src/koffi/src/static.cjs'],
];

/** This machine's platform by VS Code's name, if it is one that koffi is carried for and there is one. */
export function machineTarget() {
  if (process.platform !== 'linux') return undefined;
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  );
  const target = `${header.glibcVersionRuntime ? 'linux' : 'alpine'}-${process.arch}`;
  const koffi = carried[target];
  return koffi && existsSync(join(root, 'node_modules', koffi.name)) ? target : undefined;
}

/**
 * Puts koffi for a platform into dist/ for as long as `work` takes.
 *
 * @param {string} target
 * @param {() => Promise<void>} work
 */
export async function withKoffi(target, work) {
  const koffi = carried[target];
  if (!koffi) throw new UserError(`Nothing is carried for ${target}, only for ${koffiTargets}.`);
  const binaries = await provideBinaries(koffi.name);
  try {
    for (const file of scriptFiles) {
      copy(join(root, 'node_modules/koffi', file), join(carriedDir, file));
    }
    const binary = join(koffi.binary, 'koffi.node');
    copy(join(binaries, binary), join(carriedDir, 'build/koffi', binary));
    await work();
  } finally {
    rmSync(carriedDir, { recursive: true, force: true });
  }
}

/**
 * The folder of a package of binaries: npm installs this machine's, others are fetched as the lock file
 * has them.
 *
 * @param {string} name
 */
async function provideBinaries(name) {
  const installed = join(root, 'node_modules', name);
  if (existsSync(installed)) return installed;
  const { version, integrity } = lockedPackage(name);
  const folder = join(cacheDir, 'koffi', `${name.replace('/', '-')}-${version}`);
  if (existsSync(join(folder, 'package'))) return join(folder, 'package');
  mkdirSync(folder, { recursive: true });
  const hint = `${name} could not be fetched`;
  await mustRun('npm', ['pack', `${name}@${version}`, '--pack-destination', folder], {
    cwd: root,
    quiet: true,
    hint,
  });
  const tarball = join(folder, `${name.slice(1).replace('/', '-')}-${version}.tgz`);
  const digest = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (`sha512-${digest}` !== integrity) {
    rmSync(folder, { recursive: true });
    throw new UserError(`${name}@${version} is not what package-lock.json names.`);
  }
  await mustRun('tar', ['-xzf', tarball, '-C', folder], { quiet: true, hint });
  return join(folder, 'package');
}

/**
 * @param {string} name
 * @returns {{ version: string, integrity: string }}
 */
function lockedPackage(name) {
  const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  return packages[`node_modules/${name}`];
}

/**
 * @param {string} from
 * @param {string} to
 */
function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}
