// Look for: ten lanes at once; the order in which they end is not the order in which they started.
import { isMainModule, Process } from 'forkscope';

export async function work(number: number) {
  const ms = 100 + Math.random() * 400;
  await new Promise((done) => setTimeout(done, ms));
  console.log(`child ${number} ends / 第 ${number} 个子进程结束`);
}

if (isMainModule(import.meta.url)) {
  const children = Array.from({ length: 10 }, (_, n) => new Process({ target: work, args: [n] }));
  await Promise.all(children.map((child) => child.start()));
  console.log('all have started / 全部已启动');
}
