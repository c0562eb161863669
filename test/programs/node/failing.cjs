// Fails in the way that its argument says: what is printed of it must not show who watches.
'use strict';
const { exec, execFileSync, execSync, spawn, spawnSync } = require('node:child_process');
const { once } = require('node:events');
const fs = require('node:fs');

const ways = {
  execSync: () => execSync('exit 3', { stdio: 'pipe' }),
  'execSync, caught': () => {
    try {
      execSync('exit 3', { stdio: 'pipe' });
    } catch ({ stack }) {
      console.log(stack);
    }
  },
  'execSync, deep': () => {
    const down = (level) => (level === 0 ? execSync('exit 3', { stdio: 'pipe' }) : down(level - 1));
    down(20);
  },
  'execSync of a number': () => execSync(5),
  'execFileSync of nothing': () => execFileSync('/no/such/program'),
  'execFileSync, timed out': () => execFileSync('sleep', ['5'], { timeout: 20 }),
  spawnSync: () => {
    throw spawnSync('/no/such/program').error;
  },
  'spawnSync with bad options': () => spawnSync('true', [], 5),
  spawn: () => spawn('/no/such/program'),
  'spawn of a number': () => spawn(5),
  'spawn in no directory': () => spawn('true', { cwd: '/no/such/directory' }),
  'spawn with bad options': () => spawn('true', { env: 'x' }),
  exec: () => {
    exec('exit 4', (error) => {
      // Below it differs from run to run whether the end or its output comes first.
      console.log(error.stack.split('\n').slice(0, 5).join('\n'));
    });
  },
  'a bad listener': () => spawn('true').on('exit', 5),
  'a bad listener by once': () => spawn('true').once('exit'),
  'in a listener': () => {
    spawn('true').on('exit', () => {
      throw new Error('in a listener');
    });
  },
  'after once': async () => {
    const [code] = await once(spawn('false'), 'exit');
    throw new Error(`ended with ${code}`);
  },
  'a rejection': () => Promise.reject(new Error('rejected')),
  'a rejected number': () => Promise.reject(7),
  'a thrown string': () => {
    throw 'just text';
  },
  'at exit': () => {
    process.on('exit', () => {
      throw new Error('at exit');
    });
  },
  'exit at exit': () => {
    process.on('exit', () => process.exit(6));
  },
  'changed at exit': () => {
    process.on('exit', () => {
      process.exitCode = 5;
    });
  },
  'caught at last': () => {
    process.on('uncaughtException', (error) => {
      console.log(error.stack, process.listenerCount('uncaughtExceptionMonitor'));
    });
    setTimeout(() => console.log('goes on'), 10);
    throw new Error('caught at last');
  },
  'a trace of its own': () => {
    Error.prepareStackTrace = (error, sites) => `${error} ${sites.map(String).join(' < ')}`;
    spawn('true').on('exit', () => console.log(new Error('mine').stack));
  },
  'no trace': () => {
    Error.stackTraceLimit = 0;
    execSync('exit 3', { stdio: 'pipe' });
  },
  'a closed reader': () => {
    process.stdout.on('error', (error) => fs.writeSync(2, `${error.stack}\n`));
    const write = () => process.stdout.write('x'.repeat(65536)) && setImmediate(write);
    write();
  },
  killed: () => process.kill(process.pid, 'SIGKILL'),
  'ten listeners': () => {
    for (let i = 0; i < 10; i += 1) process.on('exit', () => undefined);
  },
};

ways[process.argv[2]]();
