import assert from 'node:assert/strict';
import { GrowingSession } from '../../support/growing.ts';
import { pythonExecutable } from '../../support/recorded.ts';

const python = [pythonExecutable(), '-I', '-S'];

describe('the sampler sees what is left of ended processes', () => {
  let session: GrowingSession;
  afterEach(() => session.dispose());

  for (const capture of ['auto', 'sample']) {
    it(`shows a zombie while it lasts, and when it was reaped (capture ${capture})`, async () => {
      session = new GrowingSession([...python, 'test/programs/python/unreaped.py'], {
        options: ['--capture', capture],
      });
      const zombie = await session.until('a zombie', (model) =>
        model.processes().find(({ state }) => state === 'zombie'),
      );
      assert.deepEqual(zombie.exit, { code: 3 });
      assert.equal(zombie.zombieUs, 0, 'it lasts');
      session.release();
      const report = await session.report();
      const reaped = report.processes.find(({ id }) => id === zombie.id);
      assert.ok(reaped && reaped.zombieUs > 0);
      assert.equal(reaped.intervals.at(-1)?.state, 'zombie');
      assert.equal(reaped.intervals.at(-1)?.evidence, 'sampled');
      assert.notEqual(reaped.intervals.at(-1)?.endUs, null);
    });

    for (const adopting of [false, true]) {
      const adopter = adopting ? 'a sub-reaper' : 'an outsider';
      it(`shows an orphan at its birth place, adopted by ${adopter} (capture ${capture})`, async () => {
        const options = ['--capture', capture];
        const args = adopting ? ['adopt'] : [];
        session = new GrowingSession([...python, 'test/programs/python/orphan.py', ...args], {
          options,
        });
        const grandchild = await session.until('a grandchild', (model) =>
          model.processes().find(({ parent }) => parent && model.process(parent)?.parent),
        );
        assert.equal(grandchild.orphan, false);
        session.release();
        const orphan = await session.until('its adoption', (model) => {
          const now = model.process(grandchild.id);
          return now?.orphan && now.adopter !== null ? now : undefined;
        });
        assert.equal(orphan.parent, grandchild.parent);
        assert.equal(orphan.ppid, grandchild.ppid);
        const main = await session.until('main', (model) => model.processes()[0]);
        assert.equal(orphan.adopter === main.pid, adopting);
      });
    }
  }
});
