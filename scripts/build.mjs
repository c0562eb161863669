/**
 * Builds what is shipped into dist/: `node scripts/build.mjs [--dev] [--watch] [--tests]`
 *
 * --dev    not minified, with source maps
 * --watch  --dev, and again after every change
 * --tests  also the suite that runs inside VS Code, into out/test/vscode/
 */
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import * as esbuild from 'esbuild';
import { readOptions } from './lib/arguments.mjs';
import { filesBelow } from './lib/files.mjs';
import { distDir, outDir, root } from './lib/paths.mjs';
import { buildFingerprint, buildJob } from './lib/product.mjs';
import { mustRun } from './lib/run.mjs';
import { doAndRemember } from './lib/stamps.mjs';

const flags = readOptions({
  dev: { type: 'boolean', default: false },
  watch: { type: 'boolean', default: false },
  tests: { type: 'boolean', default: false },
});
const libraryDir = join(distDir, 'library');
const dev = flags.dev || flags.watch;

/** @type {esbuild.BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  logLevel: 'warning',
  metafile: true,
  minify: !dev,
  sourcemap: dev ? 'linked' : false,
  legalComments: dev ? 'none' : 'linked',
};

/** @type {esbuild.BuildOptions} */
const commonJs = {
  ...common,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  outExtension: { '.js': '.cjs' },
  // CommonJS knows no import.meta; `import.meta.url` keeps its meaning all the same.
  define: { 'import.meta.url': 'importMetaUrl' },
  banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
};

/** The CommonJS of jsonc-parser hides its parts from the bundler. */
const mainFields = ['module', 'main'];

/** @type {esbuild.BuildOptions} */
const extension = {
  ...commonJs,
  mainFields,
  entryPoints: { extension: 'src/extension.ts' },
  outdir: distDir,
  external: ['vscode'],
};

/** @type {esbuild.BuildOptions} */
const cli = {
  ...common,
  entryPoints: { cli: 'src/cli/main.ts' },
  outdir: distDir,
  platform: 'node',
  mainFields,
  target: 'node20',
  format: 'esm',
  banner: {
    // Some of the packages inside are CommonJS and call `require`.
    js: [
      '#!/usr/bin/env node',
      'import { createRequire } from "node:module";',
      'const require = createRequire(import.meta.url);',
    ].join('\n'),
  },
};

/** The recorder's thread that listens to the kernel. It finds koffi at run time, if there is one. */
/** @type {esbuild.BuildOptions} */
const kernelWorker = {
  ...common,
  entryPoints: { 'kernel-worker': 'src/sources/kernel/kernel-worker.ts' },
  outdir: distDir,
  platform: 'node',
  target: 'node20',
  format: 'esm',
};

/**
 * The library, in a folder that is CommonJS by its own manifest: programs of either kind then share
 * one instance of it. Not minified: its frames are in the stack traces of its users' programs.
 *
 * @type {esbuild.BuildOptions}
 */
const library = {
  ...commonJs,
  entryPoints: { index: 'src/manager/library.ts' },
  outdir: libraryDir,
  outExtension: {},
  minify: false,
};

/** @type {esbuild.BuildOptions} */
const webview = {
  ...common,
  entryPoints: {
    webview: 'src/webview/main.ts',
    'report-host': 'src/webview/report/report-host.ts',
  },
  outdir: distDir,
  tsconfig: 'tsconfig.webview.json',
  platform: 'browser',
  target: 'chrome128',
  format: 'iife',
  assetNames: '[name]',
  loader: { '.ttf': 'file' },
};

/** @type {esbuild.BuildOptions} */
const vscodeTests = {
  ...commonJs,
  entryPoints: [
    'test/vscode/index.ts',
    ...filesBelow(join(root, 'test/vscode'), (name) => name.endsWith('.test.ts')),
  ],
  outbase: 'test',
  outdir: join(outDir, 'test'),
  external: ['vscode', 'mocha'],
  minify: false,
  legalComments: 'none',
};

const wanted = [
  extension,
  cli,
  kernelWorker,
  library,
  webview,
  ...(flags.tests ? [vscodeTests] : []),
];
const missing = wanted.flatMap(sourcesOf).filter((file) => !existsSync(resolve(root, file)));
const bundles = wanted.filter(
  (bundle) => !sourcesOf(bundle).some((file) => missing.includes(file)),
);

await doAndRemember(buildJob, dev ? 'for development' : buildFingerprint(), buildAll);

async function buildAll() {
  rmSync(distDir, { recursive: true, force: true });
  rmSync(join(outDir, 'test'), { recursive: true, force: true });
  copyProbes();
  copyCodicons();
  if (flags.watch) {
    await watchAll();
    return;
  }
  const results = await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
  finishCli();
  await finishLibrary();
  for (const { metafile } of results) printSizes(metafile);
  if (missing.length > 0) {
    console.error(`Not everything is built, for there is no ${missing.join(', no ')}.`);
    process.exit(1);
  }
}

/**
 * @param {esbuild.BuildOptions} options
 * @returns {string[]}
 */
function sourcesOf({ entryPoints = [] }) {
  const files = Array.isArray(entryPoints) ? entryPoints : Object.values(entryPoints);
  return files.map((file) => (typeof file === 'string' ? file : file.in));
}

/** The probes go as they are: they run in the interpreters of the watched programs. */
function copyProbes() {
  const from = join(root, 'src/probes');
  const probes = filesBelow(from, (name) => !/\.test\.|\.pyc$|\.md$|^tsconfig\.json$/.test(name));
  for (const file of probes) {
    const target = join(distDir, 'probes', relative(from, file));
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(file, target);
  }
}

/** The icons' style sheet is loaded by the panel's page itself, and it loads the font beside it. */
function copyCodicons() {
  mkdirSync(distDir, { recursive: true });
  for (const name of ['codicon.css', 'codicon.ttf']) {
    copyFileSync(join(root, 'node_modules/@vscode/codicons/dist', name), join(distDir, name));
  }
}

function finishCli() {
  const file = join(distDir, 'cli.js');
  if (existsSync(file)) chmodSync(file, 0o755);
}

/** The library's manifest, its entry for ECMAScript modules, and its types. */
async function finishLibrary() {
  const write = (/** @type {string} */ name, /** @type {string} */ text) =>
    writeFileSync(join(libraryDir, name), text);
  write('package.json', '{ "type": "commonjs" }\n');
  const names = Object.keys(createRequire(import.meta.url)(join(libraryDir, 'index.js'))).sort();
  // By `require`, for to look up the exports of CommonJS costs `import` tens of milliseconds.
  const lines = [
    "import { createRequire } from 'node:module';",
    `export const { ${names.join(', ')} } = createRequire(import.meta.url)('./index.js');`,
  ];
  write('index.mjs', `${lines.join('\n')}\n`);
  await writeTypes('manager/library');
  write('index.d.ts', "export * from './manager/library.js';\n");
  write('index.d.mts', "export * from './index.js';\n");
}

/**
 * Declarations of one module and of those that it needs.
 *
 * @param {string} entry below src/, without its ending
 */
async function writeTypes(entry) {
  const all = join(outDir, 'types');
  rmSync(all, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await mustRun(process.execPath, [tsc, '-p', 'src/manager/tsconfig-library.json'], { cwd: root });
  const files = new Set([join(all, `${entry}.d.ts`)]);
  for (const file of files) {
    const text = readFileSync(file, 'utf8');
    for (const [, path = ''] of text.matchAll(/from '(\.[^']+)\.ts'/g)) {
      files.add(join(dirname(file), `${path}.d.ts`));
    }
    const target = join(libraryDir, relative(all, file));
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text.replaceAll(/(from '\.[^']+)\.ts'/g, "$1.js'"));
  }
  rmSync(all, { recursive: true, force: true });
}

/** Builds again after every change; the two lines tell an editor's task when to look. */
async function watchAll() {
  let building = 0;
  /** @type {esbuild.Plugin} */
  const announce = {
    name: 'announce',
    setup(build) {
      build.onStart(() => {
        if (building++ === 0) console.log('[watch] build started');
      });
      build.onEnd(() => {
        if (--building > 0) return;
        finishCli();
        console.log('[watch] build finished');
      });
    },
  };
  const contexts = await Promise.all(
    bundles.map((bundle) => esbuild.context({ ...bundle, plugins: [announce] })),
  );
  await Promise.all(contexts.map((context) => context.watch()));
  watch(join(root, 'src/probes'), { recursive: true }, copyProbes);
}

/** @param {esbuild.Metafile | undefined} metafile */
function printSizes(metafile) {
  for (const [file, { bytes }] of Object.entries(metafile?.outputs ?? {})) {
    if (/\.(?:map|txt)$/.test(file) || file.startsWith('out')) continue;
    console.log(`${file.padEnd(24)} ${(bytes / 1024).toFixed(1).padStart(8)} KB`);
  }
}
