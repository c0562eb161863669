// A daemon and a worker when main's code ends: `exit-phase.mjs FILE natural|throw|reject|exit|handled`.
// The worker ends when the daemon has been terminated, which the file says.
import { existsSync, writeFileSync } from 'node:fs';
import { isMainModule, Process } from 'forkscope';

export function watch(file) {
  process.on('SIGTERM', () => {
    console.log('daemon terminated');
    writeFileSync(file, '');
    process.exit(0);
  });
  setInterval(() => undefined, 1_000);
  writeFileSync(`${file}.ready`, '');
}

async function untilThereIs(file) {
  while (!existsSync(file)) await new Promise((resolve) => setTimeout(resolve, 5));
}

export async function work(file) {
  await untilThereIs(file);
  console.log('worker ends');
}

if (isMainModule(import.meta.url)) {
  const [file, how] = process.argv.slice(2);
  const daemon = new Process({ target: watch, args: [file], daemon: true });
  const worker = new Process({ target: work, args: [file] });
  await Promise.all([daemon.start(), worker.start()]);
  // A daemon that has no handler yet would be terminated without a word.
  await untilThereIs(`${file}.ready`);
  process.on('exit', (code) => console.log(`main exits ${code}`));
  console.log('main ends');
  if (how === 'natural') process.exitCode = 6;
  if (how === 'exit') process.exit(5);
  if (how === 'handled') process.once('uncaughtException', () => console.log('main goes on'));
  if (how !== 'natural') setTimeout(() => console.log('main has gone on'), 1);
  if (how === 'reject') void Promise.reject(new Error('main failed'));
  else if (how !== 'natural') throw new Error('main failed');
}
