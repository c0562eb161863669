// How a child ends, and the exit code that its parent reads.
import { isMainModule, Process } from 'forkscope';

export function returns() {}
export async function returnsLater() {
  await new Promise((resolve) => setTimeout(resolve, 20));
}
export function setsCode() {
  process.exitCode = 3;
}
export function exits() {
  process.exit(4);
}
export function throws() {
  throw new TypeError('thrown / 抛出');
}
export async function rejects() {
  await Promise.reject(new RangeError('rejected'));
}
export function throwsLater() {
  setTimeout(() => {
    throw new Error('late');
  }, 10);
}
export function throwsText() {
  throw 'only text';
}
export function killsItself() {
  process.kill(process.pid, 'SIGKILL');
}
export function waits() {
  setInterval(() => undefined, 1_000);
}

if (isMainModule(import.meta.url)) {
  const plain = [returns, returnsLater, setsCode, exits, throws, rejects, throwsLater, throwsText];
  const processes = [...plain, killsItself].map(
    (target) => new Process({ target, name: target.name }),
  );
  for (const each of processes) await each.start();
  for (const each of processes) await each.join();

  const terminated = new Process({ target: waits, name: 'terminated' });
  const killed = new Process({ target: waits, name: 'killed' });
  for (const each of [terminated, killed]) await each.start();
  await killed.join(20);
  const timedOut = { alive: killed.isAlive(), code: killed.exitCode };
  terminated.terminate();
  killed.kill();
  const ends = await Promise.all([terminated.sentinel, killed.sentinel]);
  terminated.terminate();
  const all = [...processes, terminated, killed];
  const codes = Object.fromEntries(all.map((each) => [each.name, each.exitCode]));
  console.log(JSON.stringify({ codes, timedOut, ends, alive: all.some((each) => each.isAlive()) }));
}
