// Look for: one child below main, with its name, its function greet() and the line of start().
import { isMainModule, Process } from 'forkscope';

export function greet() {
  console.log(`child ${process.pid} of ${process.ppid} / 子进程 ${process.pid}，父进程 ${process.ppid}`);
}

if (isMainModule(import.meta.url)) {
  console.log(`main ${process.pid} of ${process.ppid} / 主进程`);
  await new Process({ target: greet }).start();
}
