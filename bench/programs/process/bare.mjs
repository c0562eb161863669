// The same by `child_process.fork` alone.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('nothing.mjs', import.meta.url));

for await (const _ of createInterface({ input: process.stdin })) {
  const begin = performance.now();
  await once(fork(file), 'exit');
  console.log(Math.round((performance.now() - begin) * 1_000));
}
