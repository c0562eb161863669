// Look for: a join() that ends in vain after 0.2 s (timed-out) while the child goes on.
import { isMainModule, Process } from 'forkscope';

export async function work() {
  await new Promise((done) => setTimeout(done, 800));
}

if (isMainModule(import.meta.url)) {
  const child = new Process({ target: work });
  await child.start();
  await child.join(200);
  console.log(`still alive: ${child.isAlive()} / 子进程还在运行`);
  await child.join();
  console.log(`exit code: ${child.exitCode} / 退出码`);
}
