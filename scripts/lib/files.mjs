/** Looking through folders. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Every file below a folder, sorted; none when there is no such folder.
 *
 * @param {string} folder
 * @param {(name: string) => boolean} [accept] default: every file
 * @returns {string[]} absolute paths
 */
export function filesBelow(folder, accept = () => true) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && accept(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/[\\/](?:__pycache__|node_modules)[\\/]/.test(file))
    .sort();
}
