import assert from 'node:assert/strict';
import { line, Story } from '../../../test/support/story.ts';

/** So many workers of one line, each for a second; `apart` seconds lie between two starts. */
function workers(count: number, apart: number, exit = 0): Story {
  const story = new Story().process(1, { name: 'main' });
  for (let i = 0; i < count; i += 1) {
    const at = 1 + i * apart;
    story
      .process(10 + i, { parent: 1, at, site: line(5), target: 'work' })
      .waits(1, 10 + i, at + 0.01, at + 1, { site: line(6) })
      .ends(10 + i, at + 1, { code: exit });
  }
  return story;
}

describe('serial-starts', () => {
  it('finds processes that are started and joined in one loop', () => {
    const [found, ...more] = workers(4, 1.1).found('serial-starts', 10);
    assert.deepEqual(more, []);
    assert.match(found?.message ?? '', /^main \(1\) starts 4 processes here/);
    assert.deepEqual(found?.site, line(5));
    assert.deepEqual(found?.related[0]?.site, line(6));
    assert.equal(found?.processes.length, 5);
  });

  it('keeps its identity when there are more', () => {
    const [three] = workers(3, 1.1).found('serial-starts', 10);
    const [five] = workers(5, 1.1).found('serial-starts', 10);
    assert.equal(three?.id, five?.id);
  });

  it('finds nothing where all are started first', () => {
    assert.deepEqual(workers(4, 0.05).findings(10), []);
  });

  it('finds nothing for two', () => {
    assert.deepEqual(workers(2, 1.1).findings(10), []);
  });

  it('finds nothing where main works beside each', () => {
    const story = new Story().process(1);
    for (let i = 0; i < 4; i += 1) {
      const at = 1 + i * 2;
      story
        .process(10 + i, { parent: 1, at, site: line(5) })
        .waits(1, 10 + i, at + 0.9, at + 1, { site: line(6) })
        .ends(10 + i, at + 1);
    }
    assert.deepEqual(story.findings(20), []);
  });

  it('finds nothing where each round has two at once', () => {
    const story = new Story().process(1);
    for (let i = 0; i < 4; i += 1) {
      const at = 1 + i * 2;
      for (const [pid, start] of [
        [10 + i, 5],
        [20 + i, 6],
      ] as const) {
        story
          .process(pid, { parent: 1, at, site: line(start) })
          .waits(1, pid, at + 0.01, at + 1, { site: line(7) })
          .ends(pid, at + 1);
      }
    }
    assert.deepEqual(story.findings(20), []);
  });

  it('finds nothing in commands that are run one after the other', () => {
    const story = new Story().process(1);
    for (let i = 0; i < 4; i += 1) {
      const at = 1 + i * 2;
      story
        .process(10 + i, { parent: 1, at, site: line(5) })
        .waits(1, 10 + i, at + 0.01, at + 1, { site: line(5), cause: 'popen-wait' })
        .ends(10 + i, at + 1);
    }
    assert.deepEqual(story.findings(20), []);
  });
});

describe('respawned', () => {
  it('finds a worker that is started anew each time it fails', () => {
    const [found] = workers(6, 1.1, 3).found('respawned', 20);
    assert.match(found?.message ?? '', /started this worker 6 times within .*\(last: 3\)/);
    assert.deepEqual(found?.site, line(5));
  });

  it('finds nothing where workers fail side by side', () => {
    assert.deepEqual(workers(8, 0.01, 3).found('respawned', 20), []);
  });

  it('finds nothing where they end well, or fail four times', () => {
    assert.deepEqual(workers(8, 1.1, 0).found('respawned', 20), []);
    assert.deepEqual(workers(4, 1.1, 3).found('respawned', 20), []);
  });

  it('finds nothing in a command that fails again and again', () => {
    const story = new Story().process(1);
    for (let i = 0; i < 8; i += 1) {
      story.process(10 + i, { parent: 1, at: i, name: 'grep' }).ends(10 + i, i + 0.5, { code: 1 });
    }
    assert.deepEqual(story.findings(20), []);
  });
});

describe('fork-with-threads', () => {
  const forked = () =>
    new Story()
      .process(1, { name: 'main' })
      .process(2, { parent: 1, at: 2, site: line(5), method: 'fork' });

  it('finds what the runtime told of', () => {
    const story = forked().note(1, 'forked-with-threads', 2, { about: 2, count: 3, site: line(5) });
    const [found] = story.found('fork-with-threads', 3);
    assert.match(found?.message ?? '', /^main \(1\) forked while 3 threads ran in it/);
    assert.equal(found?.severity, 'warning');
    assert.deepEqual(found?.site, line(5));
  });

  it('finds nothing where they are those of a queue or pool', () => {
    const text = 'QueueFeederThread, Thread-2 (_handle_tasks)';
    const story = forked().note(1, 'forked-with-threads', 2, { about: 2, count: 2, text });
    assert.deepEqual(story.findings(3), []);
  });

  it('remarks on threads that were sampled before and after the fork', () => {
    const [found] = forked()
      .usage(1, 1.5, 10, 4)
      .usage(1, 2.5, 10, 2)
      .found('fork-with-threads', 3);
    assert.match(found?.message ?? '', /seems to have forked while 2 threads/);
    assert.equal(found?.severity, 'info');
    assert.equal(found?.evidence, 'sampled');
  });

  it('finds nothing where threads came after the fork, or the child was spawned', () => {
    assert.deepEqual(forked().usage(1, 1.5, 10, 1).usage(1, 2.5, 10, 4).findings(3), []);
    const spawned = new Story()
      .process(1)
      .process(2, { parent: 1, at: 2, method: 'spawn' })
      .usage(1, 1.5, 10, 4)
      .usage(1, 2.5, 10, 4);
    assert.deepEqual(spawned.findings(3), []);
  });
});

const BOOTSTRAPPING = `RuntimeError: 
        An attempt has been made to start a new process before the
        current process has finished its bootstrapping phase.`;

describe('no-main-guard', () => {
  const imported = () => new Story().process(1).process(2, { parent: 1, site: line(9) });

  it('finds the start that a child came upon again, once for all children', () => {
    const story = imported()
      .process(3, { parent: 1, site: line(9) })
      .startFails(2, 1, BOOTSTRAPPING, line(9))
      .startFails(3, 1.1, BOOTSTRAPPING, line(9));
    const found = story.found('no-main-guard', 2);
    assert.equal(found.length, 1);
    assert.deepEqual(found[0]?.site, line(9));
    assert.deepEqual(found[0]?.severity, 'error');
  });

  it('finds it in what a child without a probe wrote', () => {
    const text = 'current process has finished its bootstrapping phase.';
    assert.equal(imported().says(2, 1, text).found('no-main-guard', 2).length, 1);
  });

  it('finds nothing in other failed starts', () => {
    assert.deepEqual(imported().startFails(2, 1, 'OSError: too many', line(9)).findings(2), []);
  });
});

describe('daemon-starts-child', () => {
  const message = 'AssertionError: daemonic processes are not allowed to have children';

  it('finds the refused start, with the line of the daemon’s own', () => {
    const story = new Story()
      .process(1)
      .process(2, { parent: 1, daemon: true, site: line(4), name: 'beat' })
      .startFails(2, 1, message, line(20));
    const [found] = story.found('daemon-starts-child', 2);
    assert.match(found?.message ?? '', /^beat \(2\) is a daemon/);
    assert.deepEqual(found?.site, line(20));
    assert.deepEqual(found?.related[0]?.site, line(4));
  });

  it('finds nothing in a start that failed for another reason', () => {
    const story = new Story().process(1).startFails(1, 1, 'PermissionError: no', line(3));
    assert.deepEqual(story.findings(2), []);
  });
});
