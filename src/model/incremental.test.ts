import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chaos } from '../../test/support/chaos.ts';
import { header, interleave, worlds } from '../../test/support/world.ts';
import type { SessionEvent } from './process-event.ts';
import { reduceSession, SessionModel } from './session-model.ts';

const picks = fc.array(fc.nat({ max: 50 }), { minLength: 1, maxLength: 100 });

/** All that a model answers. */
function answers(model: SessionModel) {
  const processes = model.processes();
  return {
    processes,
    byId: processes.map(({ id }) => model.process(id)),
    children: [null, ...processes.map(({ id }) => id)].map((id) => model.childrenOf(id)),
    waits: model.waits(),
    waitsOf: processes.map(({ id }) => model.waitsOf(id)),
    waitsFor: processes.map(({ id }) => model.waitsFor(id)),
    blocks: model.blocks(),
    blocksOf: processes.map(({ id }) => model.blocksOf(id)),
    notes: model.notes(),
    stacks: model.stacks(),
    failedStarts: model.failedStarts(),
    output: model.output(),
    outputOf: processes.map(({ id }) => model.outputOf(id)),
    session: model.session(),
  };
}

/** Looks at the model after every `step`-th event, and compares it with one that was never looked at. */
function followAndCompare(events: readonly SessionEvent[], step: number): void {
  const followed = new SessionModel(header);
  events.forEach((event, i) => {
    followed.apply(event);
    if (i % step !== 0) return;
    const fresh = reduceSession(header, events.slice(0, i + 1));
    assert.deepEqual(answers(followed), answers(fresh));
  });
}

describe('a model that is looked at while it grows', () => {
  it('answers as one that reduced the same events at once', () => {
    fc.assert(
      fc.property(worlds, picks, fc.integer({ min: 1, max: 3 }), (world, order, step) => {
        followAndCompare(interleave(world.streams, order), step);
      }),
      { numRuns: 60 },
    );
  });

  it('does so for events that make no sense', () => {
    fc.assert(
      fc.property(chaos, fc.integer({ min: 1, max: 5 }), (events, step) => {
        followAndCompare(events, step);
      }),
      { numRuns: 300 },
    );
  });

  it('leaves the answers that it has given as they were', () => {
    fc.assert(
      fc.property(chaos, (events) => {
        const model = new SessionModel(header);
        const given: { answer: object; copy: object }[] = [];
        for (const event of events) {
          model.apply(event);
          const answer = answers(model);
          given.push({ answer, copy: structuredClone(answer) });
        }
        for (const { answer, copy } of given) assert.deepEqual(answer, copy);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps what an event does not touch as the same objects', () => {
    fc.assert(
      fc.property(chaos, (events) => {
        const model = new SessionModel(header);
        for (const event of events) {
          if ('process' in event && event.process.birth === undefined) continue;
          const before = answers(model);
          model.apply(event);
          const after = answers(model);
          const known = new Map(before.processes.map((view) => [view.id, view]));
          for (const view of after.processes) {
            const old = known.get(view.id);
            if (old === undefined || old === view) continue;
            assert.notDeepEqual(view, old, 'a view that says the same is the same');
          }
        }
      }),
      { numRuns: 100 },
    );
  });
});
