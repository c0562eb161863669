// Look for: at the end of main's code the daemon ends, the worker goes on, and main waits for it.
import { isMainModule, Process } from 'forkscope';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function draw() {
  for (let n = 1; ; n += 1) {
    console.log('*'.repeat(n));
    await pause(200);
  }
}

export async function work() {
  console.log('worker begins / 工作进程开始');
  await pause(1_200);
  console.log('worker ends / 工作进程结束');
}

if (isMainModule(import.meta.url)) {
  await new Process({ target: draw, name: 'daemon', daemon: true }).start();
  await new Process({ target: work, name: 'worker' }).start();
  await pause(500);
  console.log("main's code ends / 主进程代码结束");
}
