// A program of a cluster, a worker thread and a child that works on while it is awaited.
'use strict';
const cluster = require('node:cluster');
const { spawn } = require('node:child_process');
const { once } = require('node:events');
const { isMainThread, Worker } = require('node:worker_threads');

const tell = (facts) =>
  console.log(JSON.stringify({ pid: process.pid, ppid: process.ppid, ...facts }));

async function primary() {
  const [worker] = [cluster.fork()];
  const [code] = await once(worker, 'exit');
  tell({ worker: worker.process.pid, code });

  const thread = new Worker(__filename);
  const [threadCode] = await once(thread, 'exit');
  tell({ thread: threadCode });

  const child = spawn('sleep', ['1.2']);
  const ended = once(child, 'exit');
  // Busy at first, and then idle, for as long as the child sleeps.
  const until = Date.now() + 600;
  while (Date.now() < until) Math.sqrt(until);
  await ended;
  tell({ awaited: child.pid });
  throw new RangeError('the end');
}

if (!isMainThread) {
  const child = spawn('sleep', ['0.05']);
  child.on('exit', () => {
    tell({ ofThread: child.pid });
    process.exit(5);
  });
} else if (cluster.isPrimary || cluster.isMaster) {
  primary();
} else {
  tell({ cluster: cluster.worker.id });
  process.exit(3);
}
