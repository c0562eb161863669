// Look for: five waits of main in order; those for children that have ended already take no time.
import { isMainModule, Process } from 'forkscope';

export async function send(number: number) {
  await new Promise((done) => setTimeout(done, 400 - number * 60));
  console.log(`letter ${number} is sent / 第 ${number} 封邮件已发送`);
}

if (isMainModule(import.meta.url)) {
  const children = [1, 2, 3, 4, 5].map((n) => new Process({ target: send, args: [n] }));
  for (const child of children) await child.start();
  for (const child of children) await child.join();
  console.log('the last letter is sent / 最后一封邮件已发送');
}
