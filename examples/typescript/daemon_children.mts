// Look for: a failed start below the daemon, with its message and line: daemons may not have children.
import { isMainModule, Process } from 'forkscope';

export function nothing() {}

export async function startOne() {
  await new Process({ target: nothing }).start();
}

if (isMainModule(import.meta.url)) {
  const daemon = new Process({ target: startOne, name: 'daemon', daemon: true });
  await daemon.start();
  await daemon.join();
  console.log(`the daemon has failed: exit code ${daemon.exitCode} / 守护进程不能创建子进程`);
}
