import assert from 'node:assert/strict';
import { line, Story } from '../../../test/support/story.ts';

describe('failure-unseen', () => {
  const failed = () =>
    new Story()
      .process(1, { name: 'main' })
      .process(2, { parent: 1, site: line(5), target: 'work' })
      .ends(2, 2, { code: 3 })
      .codeEnds(1, 3);

  it('finds a failed child whose exit code was not read', () => {
    const [found] = failed().note(1, 'watches-exit-codes', 0).found('failure-unseen', 4);
    assert.equal(
      found?.message,
      'worker-2 (2) failed (3), and main (1) did not look at its exit code.',
    );
    assert.deepEqual(found?.site, line(5));
  });

  it('finds nothing where it was read, while main goes on, or where the child ended well', () => {
    const read = failed()
      .note(1, 'watches-exit-codes', 0)
      .note(1, 'exit-code-read', 2.5, { about: 2 });
    assert.deepEqual(read.findings(4), []);
    const goesOn = new Story()
      .process(1)
      .process(2, { parent: 1, site: line(5), target: 'work' })
      .ends(2, 2, { code: 3 })
      .note(1, 'watches-exit-codes', 0);
    assert.deepEqual(goesOn.findings(4), []);
    const well = new Story()
      .process(1)
      .process(2, { parent: 1, site: line(5), target: 'work' })
      .ends(2, 2)
      .codeEnds(1, 3)
      .note(1, 'watches-exit-codes', 0);
    assert.deepEqual(well.findings(4), []);
  });

  it('says nothing where nobody would tell of a read', () => {
    assert.deepEqual(failed().findings(4), []);
  });

  it('finds nothing in a command that fails', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1, site: line(5), name: 'grep' })
      .ends(2, 2, { code: 1 })
      .codeEnds(1, 3)
      .note(1, 'watches-exit-codes', 0);
    assert.deepEqual(story.findings(4), []);
  });

  it('finds nothing in a child that was terminated on purpose', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1, site: line(5), target: 'work' })
      .signalled(2, 1, 1.9, 'terminate')
      .ends(2, 2, { signal: 'SIGTERM' })
      .codeEnds(1, 3)
      .note(1, 'watches-exit-codes', 0);
    assert.deepEqual(story.findings(4), []);
  });
});

describe('daemon-cut-off', () => {
  const daemon = () =>
    new Story()
      .process(1)
      .process(2, { parent: 1, daemon: true, site: line(5), name: 'beat' })
      .codeEnds(1, 3);
  const terminated = (story: Story) =>
    story.signalled(2, 1, 3.01, 'daemon-at-exit').ends(2, 3.02, { signal: 'SIGTERM' });

  it('finds a lock that is held for good', () => {
    const story = terminated(
      daemon().note(1, 'lock-held', 3.03, { about: 2, text: 'ledger', site: line(9) }),
    );
    const [found] = story.found('daemon-cut-off', 4);
    assert.match(found?.message ?? '', /^beat \(2\) was terminated while it held ledger/);
    assert.deepEqual(found?.site, line(9));
  });

  it('finds output that was not written, and a write that was not finished', () => {
    const output = terminated(
      daemon().note(1, 'unflushed-output', 3, { about: 2, text: 'stdout', count: 12 }),
    );
    assert.match(output.found('daemon-cut-off', 4)[0]?.message ?? '', /12 bytes of output/);
    const disk = terminated(daemon().state(2, 2.9, 'blocked', 'disk'));
    assert.match(disk.found('daemon-cut-off', 4)[0]?.message ?? '', /wrote to a disk/);
  });

  it('finds nothing where another one held the lock, or the daemon just sleeps', () => {
    const other = daemon().note(1, 'lock-held', 3.03, { about: 1, text: 'ledger' });
    assert.deepEqual(terminated(other).findings(4), []);
    assert.deepEqual(terminated(daemon().state(2, 1, 'blocked', 'sleep')).findings(4), []);
  });
});

describe('zombie-not-reaped', () => {
  const ended = () =>
    new Story()
      .process(1, { name: 'main' })
      .process(2, { parent: 1, at: 1, site: line(5) })
      .ends(2, 2, { code: 0 }, null);

  it('finds a child that ended and is left lying', () => {
    const [found] = ended().state(1, 1, 'running').found('zombie-not-reaped', 70);
    assert.match(found?.message ?? '', /^worker-2 \(2\) has ended and main \(1\) did not reap it/);
    assert.equal(found?.untilUs, null);
  });

  it('makes one finding of the children of one line', () => {
    const story = ended()
      .process(3, { parent: 1, at: 1, site: line(5) })
      .ends(3, 2, { code: 0 }, null);
    const found = story.found('zombie-not-reaped', 70);
    assert.equal(found.length, 1);
    assert.match(found[0]?.message ?? '', /^2 children/);
  });

  it('finds nothing while main joins another one first', () => {
    const story = ended().process(3, { parent: 1, at: 1 }).waits(1, 3, 1.5, null);
    assert.deepEqual(story.findings(600), []);
  });

  it('is over when the child is reaped, and was never true for a short time', () => {
    const late = new Story()
      .process(1)
      .process(2, { parent: 1, at: 1 })
      .ends(2, 2, { code: 0 }, 80);
    assert.equal(late.found('zombie-not-reaped', 90)[0]?.untilUs, 80_000_000);
    const soon = new Story().process(1).process(2, { parent: 1, at: 1 }).ends(2, 2, { code: 0 }, 9);
    assert.deepEqual(soon.findings(90), []);
  });
});

describe('orphan', () => {
  const bereft = (facts = {}) =>
    new Story()
      .process(1, { name: 'main' })
      .process(2, { parent: 1 })
      .process(3, { parent: 2, at: 1, site: line(7), ...facts })
      .ends(2, 2);

  it('finds a process that goes on without its parent', () => {
    const [found] = bereft().found('orphan', 5);
    assert.match(found?.message ?? '', /^worker-3 \(3\) went on for 3\.00 s after its parent/);
    assert.equal(found?.untilUs, null);
    assert.deepEqual(bereft().ends(3, 4).found('orphan', 5)[0]?.untilUs, 4_000_000);
  });

  it('finds nothing that ends soon after, or is meant to go on, or serves the runtime', () => {
    assert.deepEqual(bereft().ends(3, 2.5).findings(5), []);
    assert.deepEqual(bereft({ detached: true }).findings(5), []);
    assert.deepEqual(bereft({ role: 'helper' }).findings(5), []);
  });
});

describe('left-over', () => {
  const leak = (facts = {}) =>
    new Story()
      .process(1, { name: 'main' })
      .process(2, { parent: 1, at: 1, site: line(7), ...facts })
      .ends(1, 2);

  it('finds a process that is alive when the program has ended', () => {
    const [found] = leak().closes(2.1, 2).findings(2.1);
    assert.equal(found?.rule, 'left-over');
    assert.equal(found?.message, 'worker-2 (2) was still alive after main (1) had ended.');
    assert.deepEqual(found?.site, line(7));
  });

  it('finds it live, once it has outlived the program for a moment', () => {
    assert.deepEqual(leak().findings(2.5), []);
    assert.equal(leak().found('left-over', 4).length, 1);
  });

  it('finds nothing that was detached, or below what was', () => {
    assert.deepEqual(leak({ detached: true }).closes(2.1, 2).findings(2.1), []);
    const below = new Story()
      .process(1)
      .process(2, { parent: 1, detached: true })
      .process(3, { parent: 2, at: 1 })
      .process(4, { parent: 3, at: 1 })
      .ends(1, 2)
      .closes(3, 2, 3, 4);
    assert.deepEqual(
      below.findings(3).map(({ processes }) => processes),
      [],
    );
  });
});

describe('out-of-memory', () => {
  it('finds what the kernel ended', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1, site: line(5) })
      .ends(2, 2, { signal: 'SIGKILL' })
      .note(2, 'out-of-memory', 2.1);
    assert.deepEqual(
      story.findings(3).map(({ rule }) => rule),
      ['out-of-memory'],
    );
  });

  it('takes no process for it that ended in another way', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1 })
      .ends(2, 2, { signal: 'SIGKILL' })
      .ends(1, 2.1, { code: 0 })
      .note(1, 'out-of-memory', 2.2)
      .note(2, 'out-of-memory', 2.2);
    assert.deepEqual(
      story.findings(3).map(({ processes }) => processes.length),
      [1],
    );
  });

  it('finds nothing in a SIGKILL of the user’s', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1 })
      .ends(2, 2, { signal: 'SIGKILL' });
    assert.deepEqual(story.findings(3), []);
  });
});
