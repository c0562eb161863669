// Look for: the daemon's bar ends with main's code, which terminates it; its last line never comes.
import { isMainModule, Process } from 'forkscope';

export async function serve() {
  console.log('daemon begins / 守护进程开始');
  await new Promise((done) => setTimeout(done, 60_000));
  console.log('daemon ends / 守护进程结束');
}

if (isMainModule(import.meta.url)) {
  const daemon = new Process({ target: serve, name: 'daemon' });
  daemon.daemon = true;
  await daemon.start();
  await new Promise((done) => setTimeout(done, 300));
  console.log("main's code ends / 主进程代码结束");
}
