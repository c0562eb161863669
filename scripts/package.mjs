/**
 * Packs what is built into out/: `node scripts/package.mjs [--target linux-arm64] …`
 *
 * Without --target: the package for all platforms and the one for this machine. With it: for those
 * platforms, `all` being every one that has a package of its own.
 */
import { statSync } from 'node:fs';
import { relative } from 'node:path';
import { readOptions } from './lib/arguments.mjs';
import { koffiTargets } from './lib/koffi.mjs';
import { root } from './lib/paths.mjs';
import { machineVsix, packageFor, packageVsix, vsixFor } from './lib/product.mjs';
import { printFailure } from './lib/run.mjs';

try {
  const { target } = readOptions({ target: { type: 'string', multiple: true } });
  const targets = target?.includes('all') ? koffiTargets : target;
  if (!targets) await packageVsix();
  else for (const each of targets) await packageFor(each);
  const made = targets ? targets.map(vsixFor) : [vsixFor(), machineVsix()];
  for (const file of new Set(made)) {
    console.log(`${relative(root, file)}: ${(statSync(file).size / 1024).toFixed(0)} KB`);
  }
} catch (error) {
  printFailure(error);
  process.exitCode = 1;
}
