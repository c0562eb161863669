import { fileURLToPath } from 'node:url';

/** The library itself, which is also the file that children start with. */
export const entryFile = fileURLToPath(import.meta.url);
