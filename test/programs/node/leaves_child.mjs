/** Starts a process and ends: `leaves_child.mjs [detached|unreferenced|waited]`. */
import { spawn } from 'node:child_process';

const [how] = process.argv.slice(2);
const child = spawn('sleep', [how === 'waited' ? '0.3' : '3600'], {
  stdio: 'ignore',
  detached: how === 'detached',
});
if (how === 'unreferenced') child.unref();
if (how !== 'waited') setTimeout(() => process.exit(0), 300);
