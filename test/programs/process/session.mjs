// What a session shows of the library: names, sites, waits, daemons, a failed start, a command.
import { existsSync, writeFileSync } from 'node:fs';
import { isMainModule, Process } from 'forkscope';

export async function untilFile(file) {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 10));
}

export function beat() {
  setInterval(() => undefined, 1_000);
}

export class Nest extends Process {
  file;

  constructor(file) {
    super({ name: 'nest' });
    this.file = file;
  }

  async run() {
    const inner = new Process({ target: untilFile, args: [this.file] });
    await inner.start();
  }
}

if (isMainModule(import.meta.url)) {
  const [file] = process.argv.slice(2);
  const daemon = new Process({ target: beat, name: 'beat', daemon: true });
  await daemon.start();
  const nest = new Nest(file);
  await nest.start();
  await nest.join(50);
  const shell = new Process({ command: ['sleep', '0.05'], name: 'shell' });
  await shell.start();
  await shell.join();
  await new Process({ target: () => undefined, name: 'wrong' }).start().catch(() => undefined);
  const killed = new Process({ target: beat, name: 'killed' });
  await killed.start();
  killed.kill();
  await killed.join();
  writeFileSync(file, '');
  process.exitCode = 2;
}
