import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Type from 'typebox';
import { Compile } from 'typebox/compile';

/** The directory of the bundled command, `dist/`. */
const here = dirname(fileURLToPath(import.meta.url));

/** The folder of what is built. */
export function distPath(): string {
  return here;
}

/** Where the probes lie, beside the bundle. */
export function probesPath(): string {
  return join(here, 'probes');
}

/** The thread that listens to the kernel, beside the bundle. */
export function kernelWorkerFile(): string {
  return join(here, 'kernel-worker.js');
}

/** The bundled command itself. */
export function commandFile(): string {
  return join(here, 'cli.js');
}

/** The version in the package's own manifest. */
export function installedVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(here, '..', 'package.json'), 'utf8'));
  const hasVersion = Compile(Type.Object({ version: Type.String() }));
  return hasVersion.Check(manifest) ? manifest.version : 'unknown';
}
