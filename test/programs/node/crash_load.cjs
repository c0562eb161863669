/**
 * Keeps a recorder busy, and notes in argv[2]/PID what it has done, each thing once it is done: two
 * children of its own kind, each of which prints lines and starts commands.
 */
'use strict';
const { fork, spawn } = require('node:child_process');
const { appendFileSync } = require('node:fs');
const { hrtime, pid } = process;

const [, , folder, depth = '0'] = process.argv;
const COMMANDS = 12;

function note(did, of) {
  const us = Number(hrtime.bigint() / 1000n);
  appendFileSync(`${folder}/${pid}`, `${JSON.stringify({ did, of, us })}\n`);
}

function say(number) {
  const text = `${pid} says ${number}`;
  console.log(text);
  note('printed', text);
}

async function child(start) {
  const process = start();
  note('started', process.pid);
  await new Promise((ended) => process.on('exit', ended));
  note('joined', process.pid);
}

async function main() {
  if (depth === '0') {
    await Promise.all([1, 2].map(() => child(() => fork(__filename, [folder, '1']))));
  } else {
    for (let number = 0; number < COMMANDS; number += 1) {
      say(number);
      await child(() => spawn('true', { stdio: 'ignore' }));
    }
  }
  note('finished', '');
}

void main();
