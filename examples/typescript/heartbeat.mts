// Look for: the daemon reports while main joins the worker; when the join ends, so does the daemon.
import { isMainModule, Process } from 'forkscope';

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

export async function heartbeat() {
  for (;;) {
    console.log('host 1 is up / 一号主机正常');
    await pause(1_000);
  }
}

export async function collectStatistics() {
  console.log('host 1 collects statistics / 一号主机开始统计');
  await pause(3_000);
  process.exitCode = 1;
}

if (isMainModule(import.meta.url)) {
  await new Process({ target: heartbeat, name: 'heartbeat', daemon: true }).start();
  const worker = new Process({ target: collectStatistics, name: 'statistics' });
  await worker.start();
  await worker.join();
  console.log('the statistics have stopped / 统计服务已停止');
}
