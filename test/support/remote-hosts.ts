/** Other hosts, as far as one machine has them: programs with a host name of their own, outside of any session. */
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';

const Request = Type.Object({
  host: Type.String(),
  command: Type.Array(Type.String()),
  traceParent: Type.Optional(Type.String()),
});

const RENAMED = 'hostname "$1" && shift && exec "$@"';

export class RemoteHosts {
  readonly #server: Server;
  readonly #socket: string;

  private constructor(server: Server, socket: string) {
    this.#server = server;
    this.#socket = socket;
  }

  /** Whether this machine lets its user give host names. */
  static get areThere(): boolean {
    return spawnSync('unshare', ['-u', 'true']).status === 0;
  }

  /** Runs what comes in by `socket`. */
  static async listen(socket: string): Promise<RemoteHosts> {
    const server = createServer((connection) => {
      createInterface(connection).once('line', (line) => {
        serve(Value.Parse(Request, JSON.parse(line)), connection);
      });
    });
    await new Promise<void>((listening) => {
      server.listen(socket, listening);
    });
    return new RemoteHosts(server, socket);
  }

  /** The command that has `command` run on a host. */
  remotely(host: string, command: readonly string[]): string[] {
    const client = resolve('test/programs/node/remote_shell.mjs');
    return [process.execPath, client, this.#socket, host, ...command];
  }

  close(): void {
    this.#server.close();
  }
}

function serve({ host, command, traceParent }: Static<typeof Request>, to: Socket): void {
  const env = { ...process.env, ...(traceParent !== undefined && { TRACEPARENT: traceParent }) };
  const args = ['-u', 'sh', '-c', RENAMED, 'sh', host, ...command];
  spawn('unshare', args, { env, stdio: 'ignore' }).on('close', (code) => to.end(String(code)));
}
