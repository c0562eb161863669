import assert from 'node:assert/strict';
import fc from 'fast-check';
import { header, type TrueProcess, type World, worlds } from '../../test/support/world.ts';
import { PictureAt } from './picture-at.ts';
import type { ProcessRef, SessionEvent } from './process-event.ts';
import { reduceSession } from './session-model.ts';
import type { SessionPicture } from './views.ts';

/** How long before and after its start or end sources may speak of it in these worlds, in µs. */
const LAG_US = 10_000;

/** What happens while a process lives: states, output, use of memory, and a call that blocks it. */
function course(process: TrueProcess): SessionEvent[] {
  const ref: ProcessRef = { pid: process.pid, birth: [process.birthUs, LAG_US] };
  const base = { process: ref, source: 'procfs', evidence: 'sampled' } as const;
  const atShare = (share: number) =>
    Math.round(process.birthUs + (process.endUs - process.birthUs) * share);
  return [0.2, 0.4, 0.6, 0.8].flatMap((share, i): SessionEvent[] => {
    const tUs = atShare(share);
    const block = `b${i}`;
    return [
      {
        type: 'state',
        ...base,
        tUs,
        state: i % 2 ? 'blocked' : 'running',
        reason: i % 2 ? 'sleep' : null,
      },
      { type: 'output', ...base, tUs: tUs + 1, stream: 'stdout', text: `line ${i}` },
      { type: 'usage', ...base, tUs: tUs + 2, cpuPercent: i, rssBytes: i * 1_000 },
      { type: 'shares', ...base, tUs: tUs + 2, sinceUs: tUs, runningUs: 1, readyUs: 1 },
      {
        type: 'block-began',
        ...base,
        tUs: tUs + 3,
        block,
        reason: 'queue',
        object: 'q',
        timeoutUs: null,
        site: null,
      },
      { type: 'block-ended', ...base, tUs: tUs + 300, block, outcome: 'ended' },
    ];
  });
}

/** All events in the order of time, the session's end and a loss among them. */
function timeOrdered(world: World): SessionEvent[] {
  const base = { source: 'recorder', evidence: 'reported' } as const;
  const endUs = Math.max(...world.processes.map((each) => each.endUs)) + 50_000;
  const events: SessionEvent[] = [
    ...world.streams.flat(),
    ...world.processes.flatMap(course),
    { type: 'lost', ...base, tUs: 300_000, about: 'probe', count: 3 },
    { type: 'session-ended', ...base, tUs: endUs, complete: true, leftOver: [] },
  ];
  return events.sort((a, b) => a.tUs - b.tUs);
}

function answers(picture: SessionPicture) {
  const processes = picture.processes();
  return {
    // Measurements are thinned out: which ones are kept depends on what came after them.
    processes: processes.map((view) => ({ ...view, usage: null, usages: [] })),
    children: [null, ...processes.map(({ id }) => id)].map((id) => picture.childrenOf(id)),
    waits: picture.waits(),
    waitsOf: processes.map(({ id }) => picture.waitsOf(id)),
    waitsFor: processes.map(({ id }) => picture.waitsFor(id)),
    blocks: picture.blocks(),
    output: picture.output(),
    outputOf: processes.map(({ id }) => picture.outputOf(id)),
    notes: picture.notes(),
    session: { ...picture.session(), durationUs: 0 },
  };
}

/** Thousandths of the session's length. */
const instants = fc.array(fc.integer({ min: 0, max: 1_000 }), { minLength: 5, maxLength: 15 });

describe('PictureAt', () => {
  it('is what the events until then say, wherever no source was late', () => {
    let compared = 0;
    fc.assert(
      fc.property(worlds, instants, (world, shares) => {
        const events = timeOrdered(world);
        const whole = reduceSession(header, events);
        const lastUs = events.at(-1)?.tUs ?? 0;
        for (const thousandths of shares) {
          const tUs = Math.round((thousandths * lastUs) / 1_000);
          const late = world.processes.some(
            ({ birthUs, endUs }) =>
              Math.abs(tUs - birthUs) < LAG_US || Math.abs(tUs - endUs) < LAG_US,
          );
          if (late) continue;
          compared += 1;
          const until = reduceSession(
            header,
            events.filter((event) => event.tUs <= tUs),
          );
          assert.deepEqual(answers(new PictureAt(whole, tUs)), answers(until));
        }
      }),
      { numRuns: 150 },
    );
    assert.ok(compared > 100, `${compared} instants compared`);
  });

  it('keeps the processes that were over by then as the same objects', () => {
    fc.assert(
      fc.property(worlds, (world) => {
        const events = timeOrdered(world);
        const whole = reduceSession(header, events);
        const picture = new PictureAt(whole, events.at(-1)?.tUs ?? 0);
        for (const view of picture.processes()) assert.equal(view, whole.process(view.id));
      }),
      { numRuns: 50 },
    );
  });

  it('shows the program that a process was then', () => {
    const process: ProcessRef = { pid: 7, birth: [0, 0] };
    const base = { process, source: 'kernel', evidence: 'kernel' } as const;
    const whole = reduceSession(header, [
      { type: 'started', ...base, tUs: 0 },
      { type: 'exec', ...base, tUs: 10, argv: ['bash', 'run.sh'] },
      { type: 'exec', ...base, tUs: 50, argv: ['python3', 'app.py'] },
    ]);
    const nameAt = (tUs: number) => new PictureAt(whole, tUs).processes()[0]?.name;
    assert.deepEqual([5, 10, 49, 50].map(nameAt), ['app.py', 'run.sh', 'run.sh', 'app.py']);
  });
});
