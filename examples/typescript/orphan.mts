// Look for: main leaves by process.exit() without waiting, and its child goes on as an orphan.
import { isMainModule, Process } from 'forkscope';

export async function outlive() {
  await new Promise((done) => setTimeout(done, 1_000));
  console.log(`child: my parent is now ${process.ppid} / 父进程变为 ${process.ppid}`);
}

if (isMainModule(import.meta.url)) {
  await new Process({ target: outlive }).start();
  console.log('main leaves / 主进程提前退出');
  process.exit();
}
