import { delimiter } from 'node:path';

export interface ProbeAccess {
  /** Directory that holds the probes: `python/` and `node/`. */
  readonly probesPath: string;
  /** Directory with the way into Python processes, which leads their PYTHONPATH. */
  readonly pythonPath: string;
  readonly socketPath: string;
  readonly token: string;
  /** By which signal, and into which file, Python processes dump their stacks; absent: not at all. */
  readonly stacks?: { readonly signal: number; readonly file: string };
  /** A thread beside the main one of each Node process can tell where that stands while it is busy. */
  readonly nodeStacks?: boolean;
  /** The kernel tells of every fork and end, so that a forked process need not. */
  readonly kernelTells: boolean;
}

/** Variables of the editor's own processes that must not reach the user's program. */
const EDITOR_VARIABLES = ['ELECTRON_RUN_AS_NODE', 'VSCODE_ESM_ENTRYPOINT'];

/** Node 20 ends a process under its permission model that may not read what is to be preloaded. */
const RESTRICTED = /^--(?:experimental-)?permission$/;

/**
 * The environment of the user's program: its own, with what brings the probes into every Python and
 * Node process below it. Nothing else of the program is touched.
 */
export function probedEnvironment(
  own: NodeJS.ProcessEnv,
  access: ProbeAccess,
  command: readonly string[] = [],
): NodeJS.ProcessEnv {
  const env = { ...own };
  for (const name of EDITOR_VARIABLES) delete env[name];
  const { pythonPath } = access;
  // An empty entry of PYTHONPATH would mean the working directory.
  env.PYTHONPATH = env.PYTHONPATH ? `${pythonPath}${delimiter}${env.PYTHONPATH}` : pythonPath;
  const options = env.NODE_OPTIONS;
  if (![...command, ...(options ?? '').split(' ')].some((word) => RESTRICTED.test(word))) {
    const preload = `--require ${quoted(`${access.probesPath}/node/forkscope.cjs`)}`;
    // The space also says that there was a variable, be it empty: the probe gives it back.
    env.NODE_OPTIONS = options === undefined ? preload : `${options} ${preload}`;
  }
  env.FORKSCOPE_SOCKET = access.socketPath;
  env.FORKSCOPE_TOKEN = access.token;
  delete env.FORKSCOPE_STACK_SIGNAL;
  if (access.stacks !== undefined) {
    env.FORKSCOPE_STACK_SIGNAL = String(access.stacks.signal);
    env.FORKSCOPE_STACKS = access.stacks.file;
  }
  if (access.nodeStacks === true) env.FORKSCOPE_NODE_STACKS = '1';
  else delete env.FORKSCOPE_NODE_STACKS;
  if (access.kernelTells) env.FORKSCOPE_KERNEL = '1';
  else delete env.FORKSCOPE_KERNEL;
  return env;
}

/** As Node splits its options: only a quoted word may hold spaces. */
function quoted(path: string): string {
  return /[\s"\\]/.test(path) ? `"${path.replace(/["\\]/g, String.raw`\$&`)}"` : path;
}
