/**
 * Precision of the rules: generates healthy programs, runs each under `forkscope check`, and tells of
 * every finding. `npm run fuzz:healthy -- [--count 200] [--seed 1]`, after a build.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { check } from '../support/checked.ts';
import { healthyProgram, IMPATIENT } from '../support/healthy-program.ts';
import { temporaryFolder } from '../support/recorded.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
const first = Number(values.seed);
const count = Number(values.count);
const artifacts = 'test-artifacts';

const folder = temporaryFolder();
let wrong = 0;
for (let seed = first; seed < first + count; seed += 1) {
  const file = join(folder.path, `healthy-${seed}.py`);
  const program = healthyProgram(seed);
  writeFileSync(file, program);
  const found = await check(['python3', file], IMPATIENT);
  if (found.length === 0) continue;
  wrong += 1;
  mkdirSync(artifacts, { recursive: true });
  writeFileSync(join(artifacts, `healthy-${seed}.py`), program);
  for (const { rule, message, site } of found) {
    console.log(`seed ${seed}: ${rule}: ${message} (line ${site?.line ?? '?'})`);
  }
}
folder.remove();
console.log(`${count} healthy programs, ${wrong} with findings.`);
process.exitCode = wrong === 0 ? 0 : 1;
