/** The Python debugger that the tests inside VS Code debug with. */
import { existsSync } from 'node:fs';
import { canInstallDebianPackages } from './executables.mjs';
import { run } from './run.mjs';

const python = '/usr/bin/python3';

/**
 * Makes sure that the system's Python has debugpy, where that takes no password.
 *
 * @returns {Promise<string | undefined>} why it has not
 */
export async function provideDebugpy() {
  if (!existsSync(python)) return `there is no ${python}`;
  if (await hasDebugpy()) return undefined;
  if (!canInstallDebianPackages()) return 'the package python3-debugpy is not installed';
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  console.log('Installing python3-debugpy (apt-get) …');
  await run('apt-get', ['update'], { quiet: true });
  await run('apt-get', ['install', '-y', 'python3-debugpy'], { quiet: true, env });
  return (await hasDebugpy()) ? undefined : 'the package python3-debugpy could not be installed';
}

async function hasDebugpy() {
  return (await run(python, ['-c', 'import debugpy'], { quiet: true })).code === 0;
}
