import { dirname, join } from 'node:path';
import { CONTROL_SOCKET } from '../manager/recorder-parts.ts';
import { type RecorderAddress, requestStacks } from '../manager/recorder-request.ts';
import { UserError } from '../model/user-error.ts';
import { readText } from '../sources/procfs/proc-files.ts';
import { stackText } from './stack-text.ts';

/**
 * `forkscope stack`: asks the recorder of a process's session for its stacks. The process's own
 * environment says where that recorder listens.
 * @throws {UserError} `session-gone` when no recorder has the process.
 */
export async function stackCommand(pid: number, tree: boolean): Promise<void> {
  const recorder = recorderOf(pid);
  const stacks = await requestStacks(recorder, pid, tree).catch((error: unknown) => {
    throw gone(pid, { cause: error });
  });
  if (stacks.length === 0) throw gone(pid);
  process.stdout.write(stacks.map(stackText).join('\n'));
}

function recorderOf(pid: number): RecorderAddress {
  const environment = readText(`/proc/${pid}/environ`) ?? '';
  const variables = new Map(
    environment.split('\0').map((each) => [each.split('=', 1)[0] ?? '', each] as const),
  );
  const variable = (name: string) => variables.get(name)?.slice(name.length + 1);
  const probes = variable('FORKSCOPE_SOCKET');
  const token = variable('FORKSCOPE_TOKEN');
  if (probes === undefined || token === undefined) throw gone(pid);
  return { controlSocket: join(dirname(probes), CONTROL_SOCKET), token };
}

function gone(pid: number, options?: ErrorOptions): UserError {
  const message = `No running session has a process ${pid}; launch its program with forkscope run.`;
  return new UserError('session-gone', message, options);
}
