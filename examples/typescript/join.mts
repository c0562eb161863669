// Look for: the wait from main to the child, with its start, its end and the line of join().
import { isMainModule, Process } from 'forkscope';

export async function sendFirst() {
  await new Promise((done) => setTimeout(done, 500));
  console.log('the first letter is sent / 第一封邮件已发送');
}

if (isMainModule(import.meta.url)) {
  const child = new Process({ target: sendFirst });
  await child.start();
  await child.join();
  console.log('the second letter is sent / 第二封邮件已发送');
}
