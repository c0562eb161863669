// Look for: no wait at all, though main asks again and again: synchronous and not blocking.
import { isMainModule, Process } from 'forkscope';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function work() {
  await pause(500);
}

if (isMainModule(import.meta.url)) {
  const worker = new Process({ target: work, name: 'worker' });
  await worker.start();
  let rounds = 0;
  for (; worker.isAlive(); rounds += 1) await pause(50);
  console.log(`main did something else ${rounds} times / 主进程做了 ${rounds} 次别的事`);
}
