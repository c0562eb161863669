// Stands somewhere until its time is over, and says that nothing was cut short: standing.mjs WHERE [MS]
import { execSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';

const [where, ms = '600000'] = process.argv.slice(2);
const cell = new Int32Array(new SharedArrayBuffer(4));
const began = performance.now();

function idle() {
  setTimeout(() => undefined, Number(ms));
}

function busy() {
  while (performance.now() - began < Number(ms));
}

function blocked() {
  const command = `exec sleep ${Number(ms) / 1000}`;
  execSync(command);
}

function waiting() {
  console.error(Atomics.wait(cell, 0, 0, Number(ms)));
}

function threads() {
  const spin =
    'const until = Date.now() + require("node:worker_threads").workerData; while (Date.now() < until);';
  new Worker(spin, { eval: true, name: 'spinning', workerData: Number(ms) });
  new Worker('setTimeout(() => undefined, require("node:worker_threads").workerData)', {
    eval: true,
    workerData: Number(ms),
  });
}

console.log('stands');
process.on('exit', (code) => {
  console.log(code, performance.now() - began >= Number(ms) - 5, process.listenerCount('exit'));
});
({ idle, busy, blocked, waiting, threads })[where]();
