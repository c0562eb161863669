/** Where things are in this repository. */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Everything that can be thrown away and made again. */
export const cacheDir = join(root, '.cache');

/** The bundles that are shipped. */
export const distDir = join(root, 'dist');

/** Built things that are not shipped: test bundles, the package. */
export const outDir = join(root, 'out');

/** The packaged extension, for all platforms. */
export const vsixFile = join(outDir, 'forkscope.vsix');

/** The programs shown by `npm start` and opened by the tests. */
export const examplesDir = join(root, 'examples');

/** Screenshots and server logs of tests. */
export const artifactsDir = join(root, 'test-artifacts');
