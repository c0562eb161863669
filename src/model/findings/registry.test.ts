import assert from 'node:assert/strict';
import fc from 'fast-check';
import { line, Story } from '../../../test/support/story.ts';
import { header, interleave, worlds } from '../../../test/support/world.ts';
import { reduceSession } from '../session-model.ts';
import { findings } from './registry.ts';

describe('findings', () => {
  const story = () =>
    new Story()
      .process(1)
      .process(2, { parent: 1, daemon: true, site: line(4) })
      .startFails(2, 1, 'daemonic processes are not allowed to have children', line(20))
      .startFails(2, 2, 'daemonic processes are not allowed to have children', line(20))
      .process(3, { parent: 1, at: 1, site: line(7) })
      .ends(1, 2)
      .ends(2, 2)
      .closes(2.1, 3);

  it('are one for the same problem, from its first time on', () => {
    const found = story().found('daemon-starts-child', 3);
    assert.equal(found.length, 1);
    assert.equal(found[0]?.sinceUs, 1_000_000);
  });

  it('come with the most severe first', () => {
    const severities = story()
      .findings(3)
      .map(({ severity }) => severity);
    assert.deepEqual(severities, ['error', 'warning']);
  });

  it('are only those of the rules that are asked for', () => {
    const found = findings(story().model(), 3_000_000, { rules: new Set(['left-over']) });
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ['left-over'],
    );
  });

  it('can be derived from any part of any session, each once', () => {
    fc.assert(
      fc.property(
        worlds,
        fc.array(fc.nat(), { maxLength: 20 }),
        fc.nat({ max: 100 }),
        ({ streams }, picks, percent) => {
          const events = interleave(streams, picks);
          const some = events.slice(0, Math.ceil((events.length * percent) / 100));
          const model = reduceSession(header, some);
          const found = findings(model, model.session().durationUs + 3_600_000_000);
          assert.equal(new Set(found.map(({ id }) => id)).size, found.length);
          for (const { sinceUs, untilUs, processes } of found) {
            assert.ok(untilUs === null || untilUs >= sinceUs);
            for (const id of processes) assert.ok(model.process(id), id);
          }
        },
      ),
    );
  });

  it('are the same for the same facts, in whatever order they were heard', () => {
    fc.assert(
      fc.property(worlds, fc.array(fc.nat()), fc.array(fc.nat()), ({ streams }, a, b) => {
        const messages = (picks: readonly number[]) => {
          const model = reduceSession(header, interleave(streams, picks));
          return findings(model, 10_000_000_000)
            .map(({ message }) => message)
            .sort();
        };
        assert.deepEqual(messages(a), messages(b));
      }),
    );
  });
});
