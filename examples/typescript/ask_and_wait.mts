// Look for: blocked: input, until you type a name into the terminal: synchronous and blocking.
import { readSync } from 'node:fs';
import { isMainModule, Process } from 'forkscope';

export async function tick() {
  for (;;) await new Promise((done) => setTimeout(done, 200));
}

if (isMainModule(import.meta.url)) {
  await new Process({ target: tick, name: 'clock', daemon: true }).start();
  process.stdout.write('your name / 你的名字: ');
  const typed = Buffer.alloc(100);
  const length = readSync(0, typed);
  console.log(`hello, ${typed.toString('utf8', 0, length).trim()} / 你好`);
}
