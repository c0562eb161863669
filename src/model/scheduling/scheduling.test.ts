import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ALGORITHMS, type Algorithm, schedule, totalsOf } from './algorithm.ts';
import { cpuTimeOf, type Job } from './job.ts';
import type { Schedule } from './simulate.ts';

const DEFAULT_SLICES = [4, 8, 16];

function run(
  algorithm: Algorithm,
  jobs: readonly Job[],
  { cpus = 1, slicesUs = DEFAULT_SLICES }: { cpus?: number; slicesUs?: readonly number[] } = {},
): Schedule {
  return schedule(jobs, { algorithm, cpus, slicesUs });
}

/** `A` arrives at 0 and needs 5: `A:0:5`; then blocked and CPU in turn: `A:0:5:3:2`. */
function jobs(...texts: string[]): Job[] {
  return texts.map((text) => {
    const [name = '', arrival, ...bursts] = text.split(':');
    return { name, arrivalUs: Number(arrival), bursts: bursts.map(Number) };
  });
}

/** The Gantt chart of each CPU, as `A0-5 B5-8`. */
function gantt(result: Schedule): string[] {
  return Array.from({ length: result.cpus }, (_, cpu) =>
    result.segments
      .filter((segment) => segment.cpu === cpu)
      .map(({ job, startUs, endUs }) => `${result.jobs[job]?.name}${startUs}-${endUs}`)
      .join(' '),
  );
}

const waits = (result: Schedule) => result.jobs.map(({ waitingUs }) => waitingUs);
const turnarounds = (result: Schedule) => result.jobs.map(({ turnaroundUs }) => turnaroundUs);
const responses = (result: Schedule) => result.jobs.map(({ responseUs }) => responseUs);

describe('first come, first served', () => {
  it('lets a long job that came first hold up the short ones', () => {
    // A runs 0–20; B waits for it from 0 to 20, C from 0 to 22.
    const result = run('fcfs', jobs('A:0:20', 'B:0:2', 'C:0:4'));
    assert.deepEqual(gantt(result), ['A0-20 B20-22 C22-26']);
    assert.deepEqual(waits(result), [0, 20, 22]);
    assert.deepEqual(turnarounds(result), [20, 22, 26]);
    assert.equal(result.contextSwitches, 2);
  });

  it('leaves the CPU idle only while nobody is there', () => {
    const result = run('fcfs', jobs('A:2:3', 'B:9:1'));
    assert.deepEqual(gantt(result), ['A2-5 B9-10']);
    assert.deepEqual(waits(result), [0, 0]);
  });

  it('queues who comes back from being blocked behind who came in between', () => {
    // A runs 0–2 and is back at 5, after B (ready from 1) has begun and C has come at 4.
    const result = run('fcfs', jobs('A:0:2:3:2', 'B:1:4', 'C:4:1'));
    assert.deepEqual(gantt(result), ['A0-2 B2-6 C6-7 A7-9']);
    assert.deepEqual(waits(result), [2, 1, 2]);
    assert.deepEqual(turnarounds(result), [9, 5, 3]);
  });
});

describe('shortest job first', () => {
  const four = jobs('A:0:7', 'B:2:4', 'C:3:1', 'D:5:4');

  it('without preemption: the shortest of those that are there when the CPU is free', () => {
    // At 7 B (4), C (1) and D (4) are there; C, then B before D by their place in the list.
    const result = run('sjf', four);
    assert.deepEqual(gantt(result), ['A0-7 C7-8 B8-12 D12-16']);
    assert.deepEqual(waits(result), [0, 6, 4, 7]);
  });

  it('with preemption: at every arrival the one with the least left', () => {
    // 2: B (4) < A (5 left). 3: C (1) < B (3 left). 4: B again. 5: D (4) > B (2 left).
    // 7: D (4) < A (5 left). 11: A.
    const result = run('srtf', four);
    assert.deepEqual(gantt(result), ['A0-2 B2-3 C3-4 B4-7 D7-11 A11-16']);
    assert.deepEqual(waits(result), [9, 1, 0, 2]);
    assert.deepEqual(responses(result), [0, 0, 0, 2]);
    assert.deepEqual(
      result.jobs.map(({ preemptions }) => preemptions),
      [1, 1, 0, 0],
    );
    assert.equal(result.contextSwitches, 5);
  });

  it('takes no CPU from one that has equally much left', () => {
    assert.deepEqual(gantt(run('srtf', jobs('A:0:4', 'B:1:3'))), ['A0-4 B4-7']);
  });

  it('takes the CPU of the one that has most left', () => {
    // At 0 B (5) goes to CPU 0, A (9) to CPU 1; at 1 A has 8 left, B 4.
    const result = run('srtf', jobs('A:0:9', 'B:0:5', 'C:1:2'), { cpus: 2 });
    assert.deepEqual(gantt(result), ['B0-5', 'A0-1 C1-3 A3-11']);
  });
});

describe('round robin', () => {
  it('gives each its slice in turn', () => {
    // Slice 3: A 0–3 (5 left), B 3–5 done, C 5–8 (1 left), A 8–11 (2 left), C 11–12 done, A 12–14.
    const result = run('rr', jobs('A:0:8', 'B:0:2', 'C:0:4'), { slicesUs: [3] });
    assert.deepEqual(gantt(result), ['A0-3 B3-5 C5-8 A8-11 C11-12 A12-14']);
    assert.deepEqual(waits(result), [6, 3, 8]);
    assert.deepEqual(responses(result), [0, 3, 5]);
    assert.equal(result.contextSwitches, 5);
  });

  it('puts who arrives as a slice ends before the one whose slice it was', () => {
    assert.deepEqual(gantt(run('rr', jobs('A:0:4', 'B:2:2'), { slicesUs: [2] })), [
      'A0-2 B2-4 A4-6',
    ]);
  });

  it('goes on without a switch while nobody else is there', () => {
    const result = run('rr', jobs('A:0:10'), { slicesUs: [1] });
    assert.deepEqual(gantt(result), ['A0-10']);
    assert.equal(result.contextSwitches, 0);
  });

  it('gives a whole slice to who was blocked', () => {
    // A blocks at 1, is back at 2 behind C, and has 3 again: 7–10.
    const result = run('rr', jobs('A:0:1:1:5', 'B:0:3', 'C:0:3'), { slicesUs: [3] });
    assert.deepEqual(gantt(result), ['A0-1 B1-4 C4-7 A7-12']);
  });

  it('deals out several CPUs', () => {
    // 0: A, B. 2: both slices end, C has waited: C to CPU 0, A behind it gets CPU 1, B waits. 4: both
    // are free, and B goes back to CPU 1, which it had.
    const result = run('rr', jobs('A:0:4', 'B:0:4', 'C:0:2'), { cpus: 2, slicesUs: [2] });
    assert.deepEqual(gantt(result), ['A0-2 C2-4', 'B0-2 A2-4 B4-6']);
    assert.deepEqual(waits(result), [0, 2, 2]);
  });
});

describe('the multilevel feedback queue', () => {
  it('lowers a job the longer it runs, and serves newcomers first', () => {
    // Levels 2, 4, 8. A: 0–2 level 0, 2–5 level 1 (B comes at 5: A keeps 1 of its 4), B 5–7 level 0,
    // A 7–8 goes on at the head of level 1, then B (level 1, 1 left) 8–9, A on level 2 from 9.
    const result = run('mlfq', jobs('A:0:9', 'B:5:3'), { slicesUs: [2, 4, 8] });
    assert.deepEqual(gantt(result), ['A0-5 B5-7 A7-8 B8-9 A9-12']);
    assert.deepEqual(waits(result), [3, 1]);
  });

  it('counts the time on a level across blocking: giving up the CPU early wins nothing', () => {
    // A uses 2 of 3, blocks 1, uses the third, and is below B (which comes at 4) from then on.
    const result = run('mlfq', jobs('A:0:2:1:4', 'B:4:3'), { slicesUs: [3, 6] });
    assert.deepEqual(gantt(result), ['A0-2 A3-4 B4-7 A7-10']);
  });

  it('takes turns on the last level', () => {
    const result = run('mlfq', jobs('A:0:6', 'B:0:6'), { slicesUs: [1, 2] });
    assert.deepEqual(gantt(result), ['A0-1 B1-2 A2-4 B4-6 A6-8 B8-10 A10-11 B11-12']);
  });
});

describe('bad input', () => {
  it('is refused in a sentence', () => {
    assert.throws(() => run('rr', jobs('A:0:1'), { slicesUs: [0] }), /slice has to be/);
    assert.throws(() => run('fcfs', jobs('A:0:1'), { cpus: 0 }), /number of CPUs/);
    assert.throws(() => run('fcfs', jobs('A:0:1:2')), /Job A: it ends blocked/);
    assert.throws(() => run('fcfs', jobs('A:0:0')), /burst 1/);
    assert.throws(() => run('rr', jobs('A:0:9000000', 'B:0:9000000'), { slicesUs: [1] }), /longer/);
  });

  it('of no jobs at all is an empty schedule', () => {
    assert.deepEqual(run('rr', []), {
      cpus: 1,
      segments: [],
      jobs: [],
      contextSwitches: 0,
      endUs: 0,
    });
  });
});

const anyJob = fc
  .record({
    arrivalUs: fc.integer({ min: 0, max: 30 }),
    cpu: fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 4 }),
    gap: fc.integer({ min: 1, max: 9 }),
  })
  .map(({ arrivalUs, cpu, gap }) => ({
    arrivalUs,
    bursts: cpu.flatMap((us, i) => (i === 0 ? [us] : [gap + i, us])),
  }));
const anyJobs = fc
  .array(anyJob, { maxLength: 9 })
  .map((all): Job[] => all.map((job, i) => ({ name: `J${i}`, ...job })));
const anyAlgorithm = fc.constantFrom(...ALGORITHMS);
const anyCpus = fc.integer({ min: 1, max: 4 });
const together = fc
  .array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 7 })
  .map((bursts): Job[] => bursts.map((us, i) => ({ name: `J${i}`, arrivalUs: 0, bursts: [us] })));

describe('every schedule', () => {
  it('gives each job what it needs, on one CPU at a time, in the order of its bursts', () => {
    fc.assert(
      fc.property(anyAlgorithm, anyJobs, anyCpus, (algorithm, list, cpus) => {
        const result = run(algorithm, list, { cpus });
        for (const [index, job] of list.entries()) {
          const own = result.segments.filter((segment) => segment.job === index);
          let [burst, leftUs, readyUs] = [0, job.bursts[0] ?? 0, job.arrivalUs];
          for (const { startUs, endUs } of own) {
            let atUs = startUs;
            while (atUs < endUs) {
              assert.ok(atUs >= readyUs, 'it runs only when it is ready');
              const us = Math.min(leftUs, endUs - atUs);
              atUs += us;
              leftUs -= us;
              if (leftUs > 0) continue;
              readyUs = atUs + (job.bursts[burst + 1] ?? 0);
              burst += 2;
              leftUs = job.bursts[burst] ?? 0;
            }
            readyUs = Math.max(readyUs, endUs);
          }
          const ranUs = own.reduce((sum, { startUs, endUs }) => sum + endUs - startUs, 0);
          assert.equal(ranUs, cpuTimeOf(job));
          assert.equal(result.jobs[index]?.endUs, own.at(-1)?.endUs);
        }
      }),
    );
  });

  it('never overlaps on a CPU, and leaves none idle while a job is ready', () => {
    fc.assert(
      fc.property(anyAlgorithm, anyJobs, anyCpus, (algorithm, list, cpus) => {
        const { segments, jobs: results } = run(algorithm, list, { cpus });
        let waitedUs = 0;
        const endUs = Math.max(0, ...segments.map((each) => each.endUs));
        for (let us = 0; us < endUs; us += 1) {
          const running = segments.filter((each) => each.startUs <= us && us < each.endUs);
          assert.equal(new Set(running.map(({ cpu }) => cpu)).size, running.length);
          assert.equal(new Set(running.map(({ job }) => job)).size, running.length);
          const ready = list.filter(
            (job, i) => isReady(job, i, us, segments) && !running.some((each) => each.job === i),
          );
          waitedUs += ready.length;
          if (ready.length > 0) assert.equal(running.length, cpus, `idle at ${us}`);
        }
        assert.equal(
          results.reduce((sum, job) => sum + job.waitingUs, 0),
          waitedUs,
        );
      }),
      { numRuns: 60 },
    );
  });

  it('is as long on one CPU whatever the algorithm, where nobody blocks', () => {
    fc.assert(
      fc.property(together, (list) => {
        const totalUs = list.reduce((sum, job) => sum + cpuTimeOf(job), 0);
        for (const algorithm of ALGORITHMS) assert.equal(run(algorithm, list).endUs, totalUs);
      }),
    );
  });

  it('first come: begins in the order of arrival', () => {
    fc.assert(
      fc.property(anyJobs, anyCpus, (list, cpus) => {
        const single = list.map(({ bursts: [us = 1], ...job }) => ({ ...job, bursts: [us] }));
        const order = [...single.keys()].sort(
          (a, b) => (single[a]?.arrivalUs ?? 0) - (single[b]?.arrivalUs ?? 0) || a - b,
        );
        const starts = run('fcfs', single, { cpus }).segments;
        const startOf = (index: number) => starts.find(({ job }) => job === index)?.startUs ?? 0;
        for (const [i, index] of order.entries()) {
          assert.ok(i === 0 || startOf(order[i - 1] ?? 0) <= startOf(index));
        }
      }),
    );
  });

  it('shortest first: no other waits less in total, where all come at once', () => {
    fc.assert(
      fc.property(together, (list) => {
        const least = totalsOf(run('sjf', list)).waitingUs;
        assert.equal(totalsOf(run('srtf', list)).waitingUs, least);
        for (const algorithm of ALGORITHMS) {
          assert.ok(totalsOf(run(algorithm, list)).waitingUs >= least);
        }
        // And so for each order there is, where they are few.
        if (list.length > 5) return;
        for (const order of permutations(list)) {
          assert.ok(totalsOf(run('fcfs', order)).waitingUs >= least);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('round robin: between two turns of a job each other one has one slice at most', () => {
    fc.assert(
      fc.property(together, fc.integer({ min: 1, max: 6 }), (list, sliceUs) => {
        const { segments } = run('rr', list, { slicesUs: [sliceUs] });
        for (const index of list.keys()) {
          const own = segments.filter(({ job }) => job === index);
          for (const [i, segment] of own.entries()) {
            const sinceUs = i === 0 ? 0 : (own[i - 1]?.endUs ?? 0);
            assert.ok(segment.startUs - sinceUs <= (list.length - 1) * sliceUs);
          }
        }
      }),
    );
  });
});

/** By definition, apart from the simulator: it has arrived, is not done, and its last burst's block is over. */
function isReady(job: Job, index: number, us: number, segments: Schedule['segments']): boolean {
  const ranUs = segments
    .filter((each) => each.job === index && each.startUs < us)
    .reduce((sum, each) => sum + Math.min(us, each.endUs) - each.startUs, 0);
  let needUs = 0;
  for (let i = 0; i < job.bursts.length; i += 2) {
    if (ranUs === needUs) {
      if (i === 0) return us >= job.arrivalUs;
      const lastUs = Math.max(
        ...segments
          .filter((each) => each.job === index && each.startUs < us)
          .map((each) => Math.min(us, each.endUs)),
      );
      return us >= lastUs + (job.bursts[i - 1] ?? 0);
    }
    needUs += job.bursts[i] ?? 0;
    if (ranUs < needUs) return true;
  }
  return false;
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [i, item] of items.entries()) {
    for (const rest of permutations([...items.slice(0, i), ...items.slice(i + 1)])) {
      yield [item, ...rest];
    }
  }
}
