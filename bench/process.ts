/**
 * What it costs to start and join a child that does nothing, by the library, by `child_process.fork`
 * of the same module, and by Python's multiprocessing (spawn):
 * `node --import tsx bench/process.ts [CHILDREN]`, after a build.
 *
 * The three take turns, child by child, so that all meet the same weather; the first of each is not
 * counted.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { pythonExecutable } from '../test/support/recorded.ts';
import { quantile, summary } from './statistics.ts';

const children = Number(process.argv[2] ?? 200);
const programs = 'bench/programs/process';

/** A program that starts and joins one child whenever it is asked to. */
class Contestant {
  readonly title: string;
  readonly timesMs: number[] = [];
  readonly #process: ChildProcess;
  readonly #lines: AsyncIterator<string>;

  constructor(title: string, command: readonly [string, ...string[]]) {
    this.title = title;
    const [file, ...args] = command;
    const child = spawn(file, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#process = child;
    this.#lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  }

  async turn(): Promise<number> {
    this.#process.stdin?.write('\n');
    const { value } = await this.#lines.next();
    return Number(value) / 1_000;
  }

  async end(): Promise<void> {
    this.#process.stdin?.end();
    await once(this.#process, 'exit');
  }
}

const bare = new Contestant('child_process.fork', [process.execPath, `${programs}/bare.mjs`]);
const library = new Contestant('Process', [process.execPath, `${programs}/library.mjs`]);
const python = new Contestant('multiprocessing (spawn)', [
  pythonExecutable(),
  `${programs}/spawn.py`,
]);
const contestants = [bare, library, python];

for (const each of contestants) await each.turn();
for (let round = 0; round < children; round += 1) {
  for (const each of contestants) each.timesMs.push(await each.turn());
}
for (const each of contestants) await each.end();

const median = ({ timesMs }: Contestant) => quantile(timesMs, 0.5);
for (const each of contestants) {
  const ratio = `${(median(each) / median(bare)).toFixed(2)}x`;
  console.log(`${each.title.padEnd(24)} ${ratio}  ${summary(each.timesMs, 'ms')}`);
}
