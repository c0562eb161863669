import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Whether a module is the one that the program was started with: `isMainModule(import.meta.url)`.
 * False in every child, which is what a main guard is for. CommonJS has `require.main === module`.
 */
export function isMainModule(moduleUrl: string | URL): boolean {
  const entry = process.argv[1];
  if (entry === undefined) return false;
  try {
    const file = fileURLToPath(moduleUrl);
    return realpathSync(file) === realpathSync(createRequire(file).resolve(entry));
  } catch {
    return false;
  }
}
