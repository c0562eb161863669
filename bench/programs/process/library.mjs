// Starts and joins one child by the library for each line that it reads, and prints the µs it took.
import { createInterface } from 'node:readline';
import { Process } from 'forkscope';
import { nothing } from './nothing.mjs';

for await (const _ of createInterface({ input: process.stdin })) {
  const begin = performance.now();
  const child = new Process({ target: nothing });
  await child.start();
  await child.join();
  console.log(Math.round((performance.now() - begin) * 1_000));
}
