/**
 * Loaded before all tests with real programs: `python3` is the interpreter itself. Where it is a version
 * manager's shim, that takes longer to find the interpreter than most tests take; what Forkscope makes
 * of shims has a test of its own.
 */
import { dirname } from 'node:path';
import { pythonExecutable } from './recorded.ts';

const folder = interpretersFolder();
const path = process.env.PATH ?? '';
if (folder !== undefined && !path.split(':').includes(folder)) {
  process.env.PATH = `${folder}:${path}`;
}

function interpretersFolder(): string | undefined {
  try {
    return dirname(pythonExecutable());
  } catch {
    // Tests that need a Python say so themselves.
    return undefined;
  }
}
