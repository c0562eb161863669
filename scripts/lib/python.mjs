/** The Python that the integration tests watch. */
import { canInstallDebianPackages, findOnPath } from './executables.mjs';
import { run, UserError } from './run.mjs';

/** Makes sure that there is a `python3`, or says what is missing. */
export async function providePython() {
  if (findOnPath('python3')) return;
  if (canInstallDebianPackages()) {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
    console.log('Installing python3 (apt-get) …');
    await run('apt-get', ['update'], { quiet: true });
    await run('apt-get', ['install', '-y', 'python3'], { quiet: true, env });
  }
  if (!findOnPath('python3')) {
    throw new UserError(
      'The integration tests watch Python programs: install Python 3 as `python3`.',
    );
  }
}
