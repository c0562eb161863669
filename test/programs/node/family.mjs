// Starts and awaits children in many ways, and says of each what it measures itself.
import { exec, execFile, execFileSync, execSync, fork, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';

const now = () => Number(process.hrtime.bigint() / 1000n);
const tell = (facts) => console.log(JSON.stringify({ pid: process.pid, ...facts }));
const ended = (child) => once(child, 'exit');
const self = process.argv[1];

if (process.argv[2] === 'child') {
  tell({ child: process.argv[3], ppid: process.ppid });
  console.error(`error of ${process.argv[3]}`);
  setTimeout(() => process.exit(Number(process.argv[3])), 30);
} else {
  const spawned = spawn('sleep', ['0.05']);
  const before = now();
  const [code] = await once(spawned, 'exit'); // awaits spawned
  tell({ way: 'spawn', start: spawned.pid, code, before, after: now() });

  const forked = fork(self, ['child', '3']);
  const [forkedCode] = await ended(forked);
  tell({ way: 'fork', start: forked.pid, code: forkedCode });

  const begun = now();
  const sync = spawnSync('sh', ['-c', 'sleep 0.02; exit 4']);
  tell({ way: 'spawnSync', start: sync.pid, code: sync.status, before: begun, after: now() });
  tell({ way: 'execSync', start: Number(execSync('echo $$; exit 0')), code: 0 });
  tell({ way: 'execFileSync', start: Number(execFileSync('sh', ['-c', 'echo $$'])), code: 0 });

  const promised = promisify(exec)('echo $$; exit 5').catch((error) => error); // awaits exec
  const result = await promised;
  tell({ way: 'exec', start: Number(result.stdout), code: result.code });
  const called = await new Promise((done) => {
    const child = execFile('true', () => done(child)); // awaits execFile
  });
  tell({ way: 'execFile', start: called.pid, code: called.exitCode });

  const killed = spawn('sleep', ['60']);
  const isKilled = new Promise((done) => killed.on('close', (_code, signal) => done(signal)));
  killed.kill('SIGTERM');
  tell({ way: 'kill', start: killed.pid, signal: await isKilled });

  const stopped = spawn('sleep', ['60']);
  process.kill(stopped.pid, 'SIGKILL');
  await ended(stopped);
  tell({ way: 'process.kill', start: stopped.pid, signal: stopped.signalCode });

  const unawaited = exec('exit 0');
  unawaited.stdout.resume();
  await new Promise((done) => setTimeout(done, 100));
  tell({ way: 'unawaited', start: unawaited.pid, code: unawaited.exitCode });

  const detached = spawn('sleep', ['0.2'], { detached: true, stdio: 'ignore' });
  const forgotten = spawn('sleep', ['0.2'], { stdio: 'ignore' });
  forgotten.unref();
  detached.unref();
  tell({ way: 'detached', start: detached.pid });
  tell({ way: 'unref', start: forgotten.pid });

  spawn('/no/such/program').on('error', ({ message }) => tell({ failed: message })); // fails
  tell({ failed: spawnSync('/no/such/program').error.message });
}
