// Look for: four lifetimes overlap, and as many run at one instant as there are CPUs; the others are ready.
import { isMainModule, Process } from 'forkscope';

export function compute(milliseconds: number) {
  const until = process.cpuUsage().user + milliseconds * 1000;
  while (process.cpuUsage().user < until);
}

if (isMainModule(import.meta.url)) {
  for (const milliseconds of [800, 100, 400, 200]) {
    await new Process({ target: compute, args: [milliseconds], name: `${milliseconds} ms` }).start();
  }
  console.log('four jobs: see the Schedule tab, too / 四个任务');
}
