// The library in TypeScript as CommonJS.
import { currentProcess, Process } from 'forkscope';
import { other } from './other.cjs';

export function work(id: number): void {
  console.log(`work ${id} ${currentProcess() instanceof Process}`);
}

export class Worker extends Process {
  readonly size: number;

  constructor(size: number) {
    super();
    this.size = size;
  }

  override run(): void {
    console.log(`run ${this.size} ${this instanceof Worker}`);
  }
}

async function main(): Promise<void> {
  const children: Process[] = [
    new Process({ target: work, args: [1] }),
    new Worker(2),
    new Process({ target: other }),
  ];
  for (const child of children) {
    await child.start();
    await child.join();
    console.log(`${child.name} ${child.exitCode}`);
  }
}

if (require.main === module) void main();
