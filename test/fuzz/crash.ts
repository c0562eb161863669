/**
 * Kills recorders and programs at random instants of busy sessions, and holds what their traces have
 * against what had been acknowledged: `npm run fuzz:crash -- --count 500 --seed 1`, after a build.
 */
import { parseArgs } from 'node:util';
import { type CrashOutcome, crashCase, playCrash } from '../support/crash-case.ts';
import { randomOf } from '../support/mutated-trace.ts';

/** More sessions than CPUs: the recorders are to be late. */
const AT_ONCE = 4;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '500' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
const random = randomOf(seed);
const outcomes: CrashOutcome[] = [];
const victims = new Map<string, number>();
let failed = 0;
const cases = Array.from({ length: count }, () => crashCase(random)).entries();

/** Plays cases until there are no more. */
async function play(): Promise<void> {
  for (const [i, crash] of cases) {
    try {
      outcomes.push(await playCrash(crash));
      victims.set(crash.victim, (victims.get(crash.victim) ?? 0) + 1);
    } catch (error) {
      failed += 1;
      console.error(`case ${i} of seed ${seed}, ${JSON.stringify(crash)}:`, error);
    }
  }
}

await Promise.all(Array.from({ length: AT_ONCE }, play));
const sum = (of: (each: CrashOutcome) => number) =>
  outcomes.reduce((total, each) => total + of(each), 0);
console.log(
  [
    `${count} sessions, ${failed} failed; killed: ${[...victims].map((each) => each.join(' ')).join(', ')}`,
    `${sum(({ late }) => Number(late))} were over before the kill`,
    `${sum(({ events }) => Number(events === 0))} were killed before their trace began`,
    `${sum(({ acknowledged }) => acknowledged)} acknowledged events, all there`,
    `${sum(({ done }) => done)} things done before the kill; killed recorders had not yet written ` +
      `${sum(({ unwritten }) => unwritten)}, the oldest ${Math.max(...outcomes.map(({ behindMs }) => behindMs)).toFixed(0)} ms old`,
  ].join('\n'),
);
process.exitCode = failed === 0 ? 0 : 1;
