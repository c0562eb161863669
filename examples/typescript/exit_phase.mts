// Look for: main's code ends, then main waits (exit-join) until its three children have ended.
import { isMainModule, Process } from 'forkscope';

export async function work(seconds: number) {
  await new Promise((done) => setTimeout(done, seconds * 1_000));
  console.log(`${seconds} s of work are done / ${seconds} 秒的工作已完成`);
}

if (isMainModule(import.meta.url)) {
  const children = [0.5, 1, 1.5].map((seconds) => new Process({ target: work, args: [seconds] }));
  await Promise.all(children.map((child) => child.start()));
  console.log("main's code ends / 主进程代码结束");
}
