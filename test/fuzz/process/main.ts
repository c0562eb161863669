/**
 * Random programs against Python's multiprocessing, after a build:
 * `npm run fuzz:process -- [--programs 1000] [--seed 1] [--parallel 2]`
 */
import { parseArgs } from 'node:util';
import { pythonExecutable } from '../../support/recorded.ts';
import { faultOf } from './compare.ts';

const { values } = parseArgs({
  options: {
    programs: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    parallel: { type: 'string', default: '2' },
  },
});
const [programs, first, parallel] = [values.programs, values.seed, values.parallel].map(Number);
const python = pythonExecutable();
const begin = performance.now();
let [next, faults] = [0, 0];

async function playOn(): Promise<void> {
  while (next < (programs ?? 0)) {
    const seed = (first ?? 1) + next;
    next += 1;
    const fault = await faultOf(seed, python);
    if (fault === undefined) continue;
    faults += 1;
    console.log(fault);
  }
}

await Promise.all(Array.from({ length: parallel ?? 1 }, playOn));
const seconds = ((performance.now() - begin) / 1_000).toFixed(0);
console.log(`${programs} programs from seed ${first}: ${faults} faults, ${seconds} s`);
process.exitCode = faults > 0 ? 1 : 0;
