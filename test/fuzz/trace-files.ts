/**
 * Opens mutated trace files, and says how long the slowest took and how much memory was needed:
 * `npm run fuzz:trace -- --count 100000 --seed 1`
 */
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { mutatedTrace, packedTrace, randomOf } from '../support/mutated-trace.ts';
import { useTrace } from '../support/use-trace.ts';
import { interleave, worlds } from '../support/world.ts';
import { hostile, tutorial } from '../webview/scenarios.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '1000' },
    seed: { type: 'string', default: '1' },
  },
});
const count = Number(values.count);
const seed = Number(values.seed);
const random = randomOf(seed);
const sound = [
  hostile.events,
  tutorial.events,
  ...fc.sample(worlds, { numRuns: 50, seed }).map(({ streams }) => interleave(streams, [0])),
];
let opened = 0;
let slowestMs = 0;
let mostBytes = 0;
for (let i = 0; i < count; i += 1) {
  const text = mutatedTrace(sound[i % sound.length] ?? [], random, 1 + Math.floor(random() * 8));
  const bytes = i % 4 === 0 ? packedTrace(text, random) : text;
  const sinceMs = process.cpuUsage().user / 1_000;
  try {
    if (useTrace(bytes)) opened += 1;
  } catch (error) {
    console.error(`file ${i} of seed ${seed}:`, error);
    process.exitCode = 1;
    break;
  }
  slowestMs = Math.max(slowestMs, process.cpuUsage().user / 1_000 - sinceMs);
  if (i % 100 === 0) mostBytes = Math.max(mostBytes, process.memoryUsage.rss());
}
console.log(
  `${count} files, ${opened} with a session; slowest ${slowestMs.toFixed(0)} ms of CPU, at most ${(mostBytes / 2 ** 20).toFixed(0)} MB`,
);
