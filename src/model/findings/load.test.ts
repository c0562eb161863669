import assert from 'node:assert/strict';
import { line, Story } from '../../../test/support/story.ts';

/** So many busy workers on two CPUs, from second 0 to 20. */
function busy(count: number, running: number, ready: number, seconds = 20): Story {
  const story = new Story({ cpus: 2 }).process(1, { name: 'main' });
  for (let pid = 10; pid < 10 + count; pid += 1) {
    story.process(pid, { parent: 1, site: line(5) });
    for (let at = 0; at < seconds; at += 1) story.shares(pid, at, at + 1, running, ready);
  }
  return story;
}

describe('oversubscribed', () => {
  it('finds more busy processes than CPUs', () => {
    const [found] = busy(4, 0.5, 0.5).found('oversubscribed', 20);
    assert.equal(
      found?.message,
      '4 processes had work for 2 CPUs at once for 20.00 s: each waited its turn for 50 % of the time.',
    );
    assert.deepEqual(found?.site, line(5));
    assert.equal(found?.untilUs, null);
  });

  it('finds nothing where there is one for each CPU, or many that mostly sleep', () => {
    assert.deepEqual(busy(2, 0.9, 0.1).findings(20), []);
    assert.deepEqual(busy(8, 0.2, 0.1).findings(20), []);
  });

  it('finds nothing where others have the CPUs', () => {
    assert.deepEqual(busy(4, 0.1, 0.9).findings(20), []);
  });

  it('finds nothing in a short rush', () => {
    assert.deepEqual(busy(4, 0.5, 0.5, 5).findings(20), []);
  });

  it('says nothing of a machine whose CPUs nobody counted', () => {
    const story = busy(4, 0.5, 0.5);
    const unknown = new Story();
    unknown.events.push(...story.events);
    assert.deepEqual(unknown.findings(20), []);
  });
});

describe('memory-growth', () => {
  const measured = (megabytesAt: (second: number) => number, seconds = 100) => {
    const story = new Story().process(1).process(2, { parent: 1, site: line(5) });
    for (let at = 1; at <= seconds; at += 1) story.usage(2, at, megabytesAt(at));
    return story;
  };

  it('finds a worker that grows and grows', () => {
    const [found] = measured((at) => 50 + 2 * at).found('memory-growth', 101);
    assert.match(
      found?.message ?? '',
      /^worker-2 \(2\) grew from 52 MB to 250 MB within 1 min 39 s/,
    );
  });

  it('finds it in a life of hours, of which few samples are kept', () => {
    const story = measured((at) => 50 + at, 7_200);
    assert.ok((story.model().process('2')?.usages.length ?? 99) < 99);
    assert.equal(story.found('memory-growth', 7_201).length, 1);
  });

  it('finds nothing where the growth ends, is small, or comes and goes', () => {
    assert.deepEqual(measured((at) => 50 + 10 * Math.min(at, 30)).findings(101), []);
    assert.deepEqual(measured((at) => 50 + 0.2 * at).findings(101), []);
    assert.deepEqual(measured((at) => 50 + 20 * (at % 17)).findings(101), []);
  });
});

describe('too-many-processes', () => {
  it('finds more than the limit that was set, and none where none was', () => {
    const story = busy(5, 0.1, 0);
    assert.deepEqual(story.findings(20), []);
    const [found] = story.findings(20, { maxProcesses: 4 });
    assert.equal(found?.message, '6 processes were alive at once; the limit is 4.');
    assert.deepEqual(story.findings(20, { maxProcesses: 6 }), []);
  });
});
