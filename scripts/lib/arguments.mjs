/** Reading a script's command line. */
import { parseArgs } from 'node:util';
import { UserError } from './run.mjs';

/**
 * Like parseArgs; a mistake is told in one sentence.
 *
 * @template {import('node:util').ParseArgsConfig['options']} T
 * @param {T} options
 */
export function readOptions(options) {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new UserError(error instanceof Error ? error.message : String(error));
  }
}
