// Look for: in the output of each process: the child's count is 100, main's is still 99.
import { isMainModule, Process } from 'forkscope';

let count = 99;

export function increase() {
  count += 1;
  console.log(`child: count is ${count} / 子进程的 count 是 ${count}`);
}

if (isMainModule(import.meta.url)) {
  const child = new Process({ target: increase });
  await child.start();
  await child.join();
  console.log(`main: count is ${count} / 主进程的 count 是 ${count}`);
}
