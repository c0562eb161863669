import assert from 'node:assert/strict';
import { line, Story } from '../../../test/support/story.ts';

/** Main and a worker that main joins from second 1 on. */
function joined(): Story {
  return new Story()
    .process(1, { name: 'main' })
    .process(2, { parent: 1, at: 0.5, site: line(10) })
    .waits(1, 2, 1, null, { site: line(12) });
}

describe('wait-cycle', () => {
  const cycle = () => joined().waits(2, 1, 2, null, { cause: 'waitpid', site: line(30) });

  it('finds two processes that wait for each other, as soon as they do', () => {
    const [found, ...more] = cycle().found('wait-cycle', 2.1);
    assert.deepEqual(more, []);
    assert.equal(found?.severity, 'error');
    assert.equal(
      found?.message,
      'main (1) → worker-2 (2) → main (1) wait for each other, so that none of these waits can end.',
    );
    assert.deepEqual(found?.site, line(12));
    assert.deepEqual(found?.related, [{ site: line(30), message: 'worker-2 (2) waits here.' }]);
  });

  it('finds a ring of three, once', () => {
    const ring = new Story()
      .process(1)
      .process(2, { parent: 1 })
      .process(3, { parent: 2 })
      .waits(1, 2, 1, null)
      .waits(2, 3, 1, null)
      .waits(3, 1, 1, null);
    assert.equal(ring.found('wait-cycle', 3).length, 1);
  });

  it('finds nothing where one of the waits has a time limit', () => {
    const story = joined().waits(2, 1, 2, null, { timeout: 5 });
    assert.deepEqual(story.found('wait-cycle', 100), []);
  });

  it('finds nothing where the waits followed each other', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1 })
      .waits(1, 2, 1, 2)
      .waits(2, 1, 2.5, null);
    assert.deepEqual(story.found('wait-cycle', 100), []);
  });

  it('stays a fact when the session was stopped', () => {
    const story = cycle()
      .signalled(1, 9, 8, 'stop')
      .ends(1, 8, { signal: 'SIGTERM' })
      .signalled(2, 9, 8, 'stop')
      .ends(2, 8, { signal: 'SIGTERM' })
      .closes(9);
    assert.equal(story.found('wait-cycle', 9).length, 1);
  });
});

describe('join-before-drain', () => {
  const stuck = () => joined().codeEnds(2, 2).state(2, 2.1, 'blocked', 'pipe-full');

  it('finds a join of a process whose feeder is at a full pipe', () => {
    const [found] = stuck().found('join-before-drain', 10);
    assert.equal(found?.severity, 'error');
    assert.match(found?.message ?? '', /^main \(1\) waits for worker-2 \(2\), which cannot end/);
    assert.deepEqual(found?.site, line(12));
    assert.deepEqual(found?.related[0]?.site, line(10));
    assert.equal(found?.evidence, 'sampled');
  });

  it('finds it by what the runtime noted of the queue', () => {
    const story = joined()
      .codeEnds(2, 2)
      .note(2, 'queue-pending', 2, { text: 'results', count: 12 })
      .state(2, 2.1, 'blocked', 'thread');
    const [found] = story.found('join-before-drain', 10);
    assert.match(found?.message ?? '', /\[results\]$/);
  });

  it('finds a wait for a command whose output nobody reads', () => {
    const story = new Story()
      .process(1, { name: 'main' })
      .process(2, { parent: 1, at: 0.5 })
      .waits(1, 2, 1, null, { cause: 'popen-wait' })
      .state(2, 1.5, 'blocked', 'pipe-full');
    const [found] = story.found('join-before-drain', 10);
    assert.match(found?.message ?? '', /nobody reads the pipe it writes to/);
  });

  it('waits a moment before it says so', () => {
    assert.deepEqual(stuck().found('join-before-drain', 2.5), []);
  });

  it('finds nothing while somebody reads, slowly', () => {
    const story = stuck().shares(2, 2, 10, 0.1);
    assert.deepEqual(story.found('join-before-drain', 10), []);
  });

  it('finds nothing while another process may still read, and warns after a longer time', () => {
    const story = stuck().process(3, { parent: 1, at: 0.5 }).state(3, 0.6, 'running');
    assert.deepEqual(story.found('join-before-drain', 10), []);
    const [found] = story.found('join-before-drain', 20);
    assert.equal(found?.severity, 'warning');
  });

  it('finds nothing in a join with a timeout, or of a process that is at work', () => {
    const withTimeout = new Story()
      .process(1)
      .process(2, { parent: 1 })
      .waits(1, 2, 1, null, { timeout: 100 })
      .state(2, 1, 'blocked', 'pipe-full');
    assert.deepEqual(withTimeout.found('join-before-drain', 50), []);
    assert.deepEqual(joined().state(2, 1, 'running').found('join-before-drain', 50), []);
  });

  it('is withdrawn when the queue is read', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1 })
      .waits(1, 2, 1, 11)
      .state(2, 2, 'blocked', 'pipe-full')
      .ends(2, 11);
    assert.deepEqual(story.found('join-before-drain', 12), []);
  });

  it('stays a fact when the child had to be killed', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1 })
      .waits(1, 2, 1, 20)
      .state(2, 2, 'blocked', 'pipe-full')
      .ends(2, 20, { signal: 'SIGKILL' });
    assert.equal(story.found('join-before-drain', 21).length, 1);
  });
});

describe('deadlock', () => {
  const starved = () => joined().blocks(2, 'queue', 1.5, null, line(20));

  it('finds a worker that waits for an item while main waits for the worker', () => {
    const [found] = starved().found('deadlock', 10);
    assert.deepEqual(found?.site, line(20));
    assert.deepEqual(found?.related[0]?.site, line(12));
    assert.match(found?.message ?? '', /worker-2 \(2\): blocked: queue/);
  });

  it('finds nothing while anyone could still move', () => {
    assert.deepEqual(
      starved().process(3, { parent: 1 }).state(3, 1, 'blocked', 'sleep').found('deadlock', 100),
      [],
    );
    assert.deepEqual(starved().shares(1, 1, 10, 0.5).found('deadlock', 10), []);
  });

  it('finds nothing where the call has a time limit', () => {
    const story = joined().blocks(2, 'queue', 1.5, null, line(20), 60);
    assert.deepEqual(story.found('deadlock', 30), []);
  });

  it('finds nothing where everyone just waits for a process that works', () => {
    assert.deepEqual(joined().state(2, 1, 'running').found('deadlock', 100), []);
  });

  it('is patient with a process of several threads', () => {
    const story = starved().usage(1, 1, 10, 2);
    assert.deepEqual(story.found('deadlock', 10), []);
    assert.equal(story.found('deadlock', 30).length, 1);
  });
});

describe('long-wait', () => {
  it('finds a wait for a process that is blocked for long, and says on what', () => {
    const [found] = joined().state(2, 1, 'blocked', 'queue').found('long-wait', 40);
    assert.equal(found?.message, 'main (1) waited 39.00 s for worker-2 (2): blocked: queue.');
    assert.equal(found?.severity, 'info');
    assert.equal(found?.untilUs, null);
  });

  it('names who is at the end of a chain of waits', () => {
    const story = joined()
      .process(3, { parent: 2, at: 1 })
      .waits(2, 3, 1.1, null)
      .state(3, 1.2, 'blocked', 'lock');
    const found = story.found('long-wait', 40);
    assert.equal(found.length, 2);
    assert.match(found[0]?.message ?? '', /held up by worker-3 \(3\): blocked: lock/);
  });

  it('is over when the wait is', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1 })
      .waits(1, 2, 1, 40)
      .state(2, 1, 'blocked', 'queue')
      .ends(2, 40);
    assert.equal(story.found('long-wait', 50)[0]?.untilUs, 40_000_000);
  });

  it('finds nothing in a long wait for a process that works, sleeps or serves', () => {
    for (const story of [
      joined().state(2, 1, 'running'),
      joined().state(2, 1, 'blocked', 'sleep'),
      joined().state(2, 1, 'blocked', 'accept'),
    ]) {
      assert.deepEqual(story.findings(600), []);
    }
  });

  it('finds nothing while somebody else is at work who may feed it', () => {
    const story = joined()
      .state(2, 1, 'blocked', 'queue')
      .process(3, { parent: 1 })
      .state(3, 1, 'running');
    assert.deepEqual(story.findings(600), []);
  });

  it('finds every wait over the limit where that is asked for', () => {
    const story = joined().state(2, 1, 'running');
    const [found] = story.found('long-wait', 12, { waitSeconds: 10, everyWait: true });
    assert.equal(found?.message, 'main (1) waited 11.00 s for worker-2 (2).');
    assert.equal(found?.severity, 'warning');
  });

  it('leaves the word to a rule that says more', () => {
    const story = joined().blocks(2, 'queue', 1.5, null, line(20));
    assert.deepEqual(
      story.findings(60).map(({ rule }) => rule),
      ['deadlock'],
    );
  });
});
