// Look for: main's bar goes on beside the child's, and no wait between them but at the very end.
import { isMainModule, Process } from 'forkscope';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function repeat(word: string, times: number) {
  for (let round = 1; round <= times; round += 1) {
    console.log(`child: ${word} ${round}`);
    await pause(100);
  }
}

if (isMainModule(import.meta.url)) {
  await new Process({ target: repeat, args: ['round / 第几次', 4] }).start();
  // Main does not wait: it goes on with its own work. / 主进程不等待，继续执行
  for (let n = 1; n <= 5; n += 1) console.log('*'.repeat(n));
}
