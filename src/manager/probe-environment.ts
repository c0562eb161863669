import { delimiter } from 'node:path';

export interface ProbeAccess {
  /** Directory that holds the probes, `python/` among them. */
  readonly probesPath: string;
  readonly socketPath: string;
  readonly token: string;
  /** The kernel tells of every fork and end, so that a forked process need not. */
  readonly kernelTells: boolean;
}

/** Variables of the editor's own processes that must not reach the user's program. */
const EDITOR_VARIABLES = ['ELECTRON_RUN_AS_NODE', 'VSCODE_ESM_ENTRYPOINT'];

/**
 * The environment of the user's program: its own, with what brings the probes into every Python
 * process below it. Nothing else of the program is touched.
 */
export function probedEnvironment(own: NodeJS.ProcessEnv, access: ProbeAccess): NodeJS.ProcessEnv {
  const env = { ...own };
  for (const name of EDITOR_VARIABLES) delete env[name];
  const python = `${access.probesPath}/python`;
  // An empty entry of PYTHONPATH would mean the working directory.
  env.PYTHONPATH = env.PYTHONPATH ? `${python}${delimiter}${env.PYTHONPATH}` : python;
  env.FORKSCOPE_SOCKET = access.socketPath;
  env.FORKSCOPE_TOKEN = access.token;
  if (access.kernelTells) env.FORKSCOPE_KERNEL = '1';
  else delete env.FORKSCOPE_KERNEL;
  return env;
}
