import assert from 'node:assert/strict';
import { line, Story } from '../../../test/support/story.ts';
import type { SessionEvent, SessionHeader } from '../../model/process-event.ts';
import { reduceSession } from '../../model/session-model.ts';
import { blockedCulprit, replacementOfCrashed } from './attach-rule.ts';

const header: SessionHeader = {
  type: 'session',
  version: 1,
  id: 'x',
  command: ['main.py'],
  cwd: '/',
  origin: 'launch',
  startedAt: '2026-01-01T00:00:00.000Z',
  clockEpochUs: 0,
  host: 'here',
  platform: 'linux',
  recordedBy: '0',
};
const SECOND = 1_000_000;

type State = Pick<Extract<SessionEvent, { type: 'state' }>, 'state' | 'reason'>;

/** Main joins a child from second 1 on; the child is in `child` from second 2 on. */
function joined(child: State, timeoutUs: number | null = null) {
  const probe = { source: 'probe', evidence: 'reported' } as const;
  const procfs = { source: 'procfs', evidence: 'sampled' } as const;
  const main = { pid: 1, birth: [0, 10] as [number, number] };
  const worker = { pid: 2, birth: [SECOND / 2, 10] as [number, number] };
  const events: SessionEvent[] = [
    { type: 'started', tUs: 0, ...probe, process: main, argv: ['python3', 'main.py'] },
    { type: 'started', tUs: SECOND / 2, ...probe, process: worker, parent: main, ppid: 1 },
    {
      type: 'wait-began',
      tUs: SECOND,
      ...probe,
      process: main,
      wait: '1',
      cause: 'join',
      target: worker,
      timeoutUs,
      site: null,
    },
    { type: 'state', tUs: 2 * SECOND, ...procfs, process: worker, ...child },
  ];
  return reduceSession(header, events);
}

describe('the process that a debugger is to join by itself', () => {
  const blocked: State = { state: 'blocked', reason: 'pipe-full' };
  const culprit = (model: ReturnType<typeof joined>, seconds: number) =>
    blockedCulprit(model, seconds * SECOND, 5 * SECOND)?.pid;

  it('is one that is waited for and blocked, both for long enough', () => {
    assert.equal(culprit(joined(blocked), 7), 2);
    assert.equal(culprit(joined(blocked), 6.9), undefined, 'blocked for less');
  });

  it('is none that works, sleeps, or is waited for with a limit', () => {
    assert.equal(culprit(joined({ state: 'running', reason: null }), 60), undefined);
    assert.equal(culprit(joined({ state: 'blocked', reason: 'sleep' }), 60), undefined);
    assert.equal(culprit(joined({ state: 'blocked', reason: 'input' }), 60), undefined);
    assert.equal(culprit(joined(blocked, 90 * SECOND), 60), undefined);
  });
});

describe('the process that stands in the place of one that crashed', () => {
  const line3 = { site: line(3), parent: 1 };
  const pid = (story: Story) => replacementOfCrashed(story.model())?.pid;

  it('is the next one of the same line', () => {
    const story = new Story()
      .process(1)
      .process(2, { at: 1, ...line3 })
      .process(3, { at: 1, parent: 1, site: line(9) })
      .ends(2, 2, { code: 1 })
      .process(4, { at: 3, ...line3 });
    assert.equal(pid(story), 4);
  });

  it('is none of another line, none that was there before, and none of an end that was meant', () => {
    const crashed = () => new Story().process(1).process(2, { at: 1, ...line3 });
    assert.equal(
      pid(
        crashed()
          .ends(2, 2, { code: 1 })
          .process(4, { at: 3, parent: 1, site: line(9) }),
      ),
      undefined,
    );
    assert.equal(
      pid(
        crashed()
          .process(4, { at: 1, ...line3 })
          .ends(2, 2, { code: 1 }),
      ),
      undefined,
    );
    assert.equal(
      pid(
        crashed()
          .ends(2, 2, { code: 0 })
          .process(4, { at: 3, ...line3 }),
      ),
      undefined,
    );
    assert.equal(
      pid(
        crashed()
          .ends(2, 2, { signal: 'SIGTERM' })
          .process(4, { at: 3, ...line3 }),
      ),
      undefined,
    );
    assert.equal(
      pid(
        crashed()
          .ends(2, 2, { signal: 'SIGSEGV' })
          .process(4, { at: 3, ...line3 }),
      ),
      4,
    );
  });
});
