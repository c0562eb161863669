// Look for: start() and join() in one loop: the children run one after the other, never together.
import { isMainModule, Process } from 'forkscope';

export async function send(number: number) {
  await new Promise((done) => setTimeout(done, 200));
  console.log(`letter ${number} is sent / 第 ${number} 封邮件已发送`);
}

if (isMainModule(import.meta.url)) {
  for (const number of [1, 2, 3]) {
    const child = new Process({ target: send, args: [number] });
    await child.start();
    await child.join();
  }
}
