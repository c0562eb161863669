/** Remembering what was made from what, so that it need not be made again. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { filesBelow } from './files.mjs';
import { cacheDir, root } from './paths.mjs';

const stampsDir = join(cacheDir, 'stamps');

/**
 * A fingerprint of files and folders: it changes when a name or a byte of them does.
 *
 * @param {readonly string[]} paths absolute, or relative to the repository's root
 */
export function fingerprint(paths) {
  const hash = createHash('sha256');
  for (const path of paths.map((name) => resolve(root, name))) {
    const isFolder = existsSync(path) && statSync(path).isDirectory();
    for (const file of isFolder ? filesBelow(path) : [path]) {
      hash.update(`${relative(root, file)}\0`);
      if (existsSync(file)) hash.update(readFileSync(file));
      hash.update('\0');
    }
  }
  return hash.digest('hex');
}

/**
 * Whether a job was done for these inputs, and nothing was done anew since.
 *
 * @param {string} job
 * @param {string} inputs their fingerprint
 */
export function isDone(job, inputs) {
  const stamp = join(stampsDir, job);
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === inputs;
}

/**
 * Does a job and remembers for which inputs; a job that fails half-way is not remembered.
 *
 * @param {string} job
 * @param {string} inputs
 * @param {() => Promise<void>} work
 */
export async function doAndRemember(job, inputs, work) {
  const stamp = join(stampsDir, job);
  rmSync(stamp, { force: true });
  await work();
  mkdirSync(stampsDir, { recursive: true });
  writeFileSync(stamp, inputs);
}
