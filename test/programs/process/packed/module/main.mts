// The library in TypeScript as an ECMAScript module; also run with its types stripped by Node alone.
import { currentProcess, isMainModule, Process, type ProcessOptions } from 'forkscope';

interface Job {
  readonly id: number;
}

export function work(job: Job, word: string): void {
  console.log(`work ${job.id} ${word} ${currentProcess() instanceof Process}`);
}

export class Worker extends Process {
  readonly size: number;

  constructor(size: number, options: ProcessOptions<[]> = {}) {
    super(options);
    this.size = size;
  }

  override run(): void {
    console.log(`run ${this.size} ${this instanceof Worker}`);
  }
}

export default class Built {
  constructor(text: string) {
    console.log(`built ${text}`);
  }
}

if (isMainModule(import.meta.url)) {
  const children: Process[] = [
    new Process({ target: work, args: [{ id: 1 }, 'one'] }),
    new Worker(2, { name: 'two' }),
    new Process({ target: Built, args: ['three'] }),
    new Process({ target: { module: import.meta.url, export: 'work' }, args: [{ id: 4 }, 'four'] }),
  ];
  for (const child of children) {
    await child.start();
    await child.join();
    console.log(`${child.name} ${child.exitCode}`);
  }
}
