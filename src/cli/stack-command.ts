import { once } from 'node:events';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { Compile } from 'typebox/compile';
import { CONTROL_SOCKET } from '../manager/recorder-parts.ts';
import { UserError } from '../model/user-error.ts';
import { ControlReply, type ControlRequest } from '../protocol/control-messages.ts';
import { LineSplitter } from '../sources/probe/line-splitter.ts';
import { readText } from '../sources/procfs/proc-files.ts';
import { stackText } from './stack-text.ts';

const MAX_REPLY_LENGTH = 2 ** 26;

/**
 * `forkscope stack`: asks the recorder of a process's session for its stacks. The process's own
 * environment says where that recorder listens.
 * @throws {UserError} `session-gone` when no recorder has the process.
 */
export async function stackCommand(pid: number, tree: boolean): Promise<void> {
  const { socketPath, token } = recorderOf(pid);
  const socket = connect(socketPath);
  try {
    await once(socket, 'connect');
  } catch (error) {
    throw gone(pid, { cause: error });
  }
  const request: ControlRequest = { type: 'stack', token, id: '', pid, tree };
  socket.write(`${JSON.stringify(request)}\n`);
  const isReply = Compile(ControlReply);
  const lines = new LineSplitter(MAX_REPLY_LENGTH);
  for await (const chunk of socket) {
    for (const line of lines.push(chunk) ?? []) {
      const reply: unknown = JSON.parse(line);
      if (!isReply.Check(reply) || reply.type !== 'stacks') continue;
      socket.destroy();
      if (reply.stacks.length === 0) throw gone(pid);
      process.stdout.write(reply.stacks.map(stackText).join('\n'));
      return;
    }
  }
  throw gone(pid);
}

function recorderOf(pid: number): { socketPath: string; token: string } {
  const environment = readText(`/proc/${pid}/environ`) ?? '';
  const variables = new Map(
    environment.split('\0').map((each) => [each.split('=', 1)[0] ?? '', each] as const),
  );
  const variable = (name: string) => variables.get(name)?.slice(name.length + 1);
  const probes = variable('FORKSCOPE_SOCKET');
  const token = variable('FORKSCOPE_TOKEN');
  if (probes === undefined || token === undefined) throw gone(pid);
  return { socketPath: join(dirname(probes), CONTROL_SOCKET), token };
}

function gone(pid: number, options?: ErrorOptions): UserError {
  const message = `No running session has a process ${pid}; launch its program with forkscope run.`;
  return new UserError('session-gone', message, options);
}
