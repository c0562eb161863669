import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cli, pythonExecutable, run, temporaryFolder } from '../../support/recorded.ts';

describe('forkscope schedule', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  const schedule = (args: readonly string[], stdin = '') =>
    run([process.execPath, cli, 'schedule', ...args], { stdin });

  it('prints table, averages and chart of jobs', async () => {
    const file = join(folder.path, 'jobs.csv');
    writeFileSync(file, 'name,arrival,cpu\nA,0,20\nB,0,2\nC,0,4\n');
    const { stdout, code } = await schedule(['--jobs', file, '--algorithm', 'fcfs']);
    assert.equal(code, 0);
    // A runs 0–20, B waits 20, C 22: on average 14; turnarounds 20, 22 and 26.
    assert.match(stdout, /First come, first served +14 +22\.7 +14 +2\n/);
    assert.match(stdout, /CPU 0 +A{55,}B+C+\n +0 ms +26 ms/);
  });

  it('reads jobs from standard input, and prints for machines', async () => {
    const args = ['--jobs', '-', '--json', '--cpus', '2', '--slice', '3'];
    const { stdout } = await schedule(args, 'A,0,8\nB,0,2\nC,0,4\n');
    const report = JSON.parse(stdout);
    assert.equal(report.version, 1);
    assert.deepEqual(
      report.schedules.map((each: { algorithm: string }) => each.algorithm),
      ['fcfs', 'sjf', 'srtf', 'rr', 'mlfq'],
    );
    assert.equal(report.schedules[0].cpus, undefined);
    assert.equal(report.cpus, 2);
    assert.equal(report.recorded, null);
    assert.equal(report.schedules[0].endUs, 8_000);
  });

  it('sets a recorded session beside what an algorithm makes of it', async () => {
    const trace = join(folder.path, 'session.forkscope');
    const program = ['test/programs/python/busy_loops.py', '3', '0.4'];
    await run([
      process.execPath,
      cli,
      'run',
      '--trace',
      trace,
      '--',
      pythonExecutable(),
      ...program,
    ]);
    const { stdout } = await schedule([trace, '--algorithm', 'rr', '--cpus', '1', '--json']);
    const { jobs, recorded, schedules } = JSON.parse(stdout);
    assert.equal(jobs.length, 4);
    assert.equal(recorded.length, 4);
    const ranUs = jobs.flatMap(({ bursts }: { bursts: number[] }) =>
      bursts.filter((_, i) => i % 2 === 0),
    );
    const totalUs = ranUs.reduce((sum: number, us: number) => sum + us, 0);
    assert.ok(schedules[0].endUs - jobs[0].arrivalUs >= totalUs, 'one CPU has to do all of it');
    const text = (await schedule([trace])).stdout;
    assert.match(text, /What really happened:\n {2}A /);
  });

  for (const [args, stdin, message] of [
    [[], '', /^forkscope: Name a trace, or a file of jobs/],
    [['--jobs', '-'], 'A,0,x\n', /^forkscope: Line 1 of the jobs: “x” is no time/],
    [['--jobs', 'no/such'], '', /^forkscope: The jobs cannot be read: ENOENT/],
    [['--jobs', '-', '--slice', '0'], 'A,0,1', /it is a time in ms/],
    [['--jobs', '-', '--cpus', '0'], 'A,0,1', /it is a number above 0/],
    [['--jobs', '-', '--algorithm', 'best'], 'A,0,1', /Allowed choices are fcfs/],
    [['--jobs', '-', '--slice', '0.001'], 'A,0,9999\nB,0,9999', /choose a longer slice/],
  ] as const) {
    it(`says in a sentence what is wrong: ${args.join(' ')} ${JSON.stringify(stdin)}`, async () => {
      const { stderr, code } = await schedule(args, stdin);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1);
      assert.ok(code === 1 || code === 2);
    });
  }
});
