// Look for: two isolated processes that talk through a socket: each line stands under its writer.
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isMainModule, Process } from 'forkscope';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function serve(path: string) {
  const server = createServer({ allowHalfOpen: true }).listen(path);
  const [socket] = await once(server, 'connection');
  const [question] = await once(socket, 'data');
  console.log(`server has read: ${question} / 服务器收到`);
  socket.end(`answer to "${question}"`);
  server.close();
}

export async function ask(path: string) {
  const socket = connect(path);
  await once(socket, 'connect');
  await pause(300); // The server waits for us. / 服务器在等待
  socket.end('what time is it? / 几点了？');
  const [answer] = await once(socket, 'data');
  console.log(`client has read: ${answer} / 客户端收到`);
}

if (isMainModule(import.meta.url)) {
  const path = join(tmpdir(), `forkscope-example-${process.pid}.sock`);
  const server = new Process({ target: serve, args: [path], name: 'server' });
  await server.start();
  while (!existsSync(path)) await pause(10);
  await new Process({ target: ask, args: [path], name: 'client' }).start();
}
