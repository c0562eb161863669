import assert from 'node:assert/strict';
import fc from 'fast-check';
import { header } from '../../../test/support/world.ts';
import type { StateInterval } from '../intervals.ts';
import type { ProcessRef, SessionEvent } from '../process-event.ts';
import { reduceSession } from '../session-model.ts';
import { cpuPieces } from './cpu-pieces.ts';
import { parseJobs } from './csv-jobs.ts';
import { sessionJobs } from './session-jobs.ts';

describe('jobs as text', () => {
  it('are read a line each, in ms', () => {
    const text = '\uFEFFname,arrival,cpu\n# a remark\nA, 0, 5\r\n\nB;1.5;3;4;0.25\nC\t2\t7\n';
    assert.deepEqual(parseJobs(text), [
      { name: 'A', arrivalUs: 0, bursts: [5_000] },
      { name: 'B', arrivalUs: 1_500, bursts: [3_000, 4_000, 250] },
      { name: 'C', arrivalUs: 2_000, bursts: [7_000] },
    ]);
  });

  it('are exact', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 1, max: 1e9 }), (a, b) => {
        const ms = (us: number) => `${Math.floor(us / 1000)}.${String(us % 1000).padStart(3, '0')}`;
        assert.deepEqual(parseJobs(`X,${ms(a)},${ms(b)}`), [
          { name: 'X', arrivalUs: a, bursts: [b] },
        ]);
      }),
    );
  });

  for (const [text, message] of [
    ['', /There are no jobs/],
    ['A', /^Line 1 of the jobs: a job is its name/],
    ['A,0,5\nB,x,5', /^Line 2 of the jobs: “x” is no time in ms/],
    ['A,0,5,3', /^Line 1 of the jobs: it ends blocked/],
    ['A,0,0', /^Line 1 of the jobs: its burst 1/],
    ['A,-1,5', /^Line 1 of the jobs: “-1”/],
    ['A,0,1e99', /“1e99”/],
    ['A,0,99999999999', /“99999999999”/],
    [',0,5', /no name/],
  ] as const) {
    it(`are refused with the line: ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseJobs(text), { message });
    });
  }
});

const interval = (
  state: StateInterval['state'],
  startUs: number,
  endUs: number | null,
  evidence: StateInterval['evidence'] = 'sampled',
): StateInterval => ({ state, reason: null, startUs, endUs, evidence });

describe('the pieces of a life', () => {
  it('are what samples saw, where nothing was counted', () => {
    const intervals = [
      interval('unknown', 0, 10),
      interval('running', 10, 30),
      interval('blocked', 30, 70),
      interval('ready', 70, 80),
      interval('running', 80, null),
    ];
    assert.deepEqual(cpuPieces(intervals, [], 100), [
      { startUs: 0, runningUs: 10, blockedUs: 0 },
      { startUs: 10, runningUs: 20, blockedUs: 0 },
      { startUs: 30, runningUs: 0, blockedUs: 40 },
      { startUs: 70, runningUs: 0, blockedUs: 0 },
      { startUs: 80, runningUs: 20, blockedUs: 0 },
    ]);
  });

  it('have the counted sums, laid on the running parts first', () => {
    const intervals = [interval('running', 0, 40), interval('blocked', 40, 100)];
    const share = { sinceUs: 0, untilUs: 100, runningUs: 50, readyUs: 20 };
    assert.deepEqual(cpuPieces(intervals, [share], 100), [
      { startUs: 0, runningUs: 40, blockedUs: 0 },
      { startUs: 40, runningUs: 10, blockedUs: 30 },
    ]);
  });

  it('leave waits that were told as they are', () => {
    const intervals = [interval('running', 0, 40), interval('blocked', 40, 100, 'reported')];
    const share = { sinceUs: 0, untilUs: 100, runningUs: 90, readyUs: 0 };
    assert.deepEqual(cpuPieces(intervals, [share], 100)[1], {
      startUs: 40,
      runningUs: 0,
      blockedUs: 60,
    });
  });
});

describe('a session as jobs', () => {
  const ref = (pid: number, us: number): ProcessRef => ({ pid, birth: [us, 0] });
  const base = { source: 'probe', evidence: 'reported' } as const;
  const sampled = { source: 'procfs', evidence: 'sampled' } as const;
  const main = ref(100, 0);
  const child = ref(101, 1_000);
  const events: SessionEvent[] = [
    { type: 'started', tUs: 0, ...base, process: main, argv: ['python3', 'app.py'] },
    { type: 'started', tUs: 1_000, ...base, process: child, parent: main },
    { type: 'described', tUs: 1_000, ...base, process: child, name: 'worker' },
    { type: 'state', tUs: 0, ...sampled, process: main, state: 'running', reason: null },
    { type: 'state', tUs: 1_000, ...sampled, process: child, state: 'running', reason: null },
    {
      ...{ type: 'wait-began', tUs: 2_000, ...base, process: main, wait: '1', cause: 'join' },
      ...{ target: child, timeoutUs: null, site: null },
    },
    { type: 'ended', tUs: 6_000, ...base, process: child, exit: { code: 0 } },
    { type: 'wait-ended', tUs: 6_500, ...base, process: main, wait: '1', outcome: 'ended' },
    { type: 'ended', tUs: 7_000, ...base, process: main, exit: { code: 0 } },
  ];

  it('has the bursts and arrivals that were recorded, and what came of them', () => {
    const { jobs, recorded, idle } = sessionJobs(reduceSession(header, events));
    assert.deepEqual(jobs, [
      { name: 'app.py 100', arrivalUs: 0, bursts: [2_000, 4_500, 500] },
      { name: 'worker 101', arrivalUs: 1_000, bursts: [5_000] },
    ]);
    assert.equal(idle, 0);
    assert.deepEqual(recorded[1], {
      process: '101',
      name: 'worker 101',
      arrivalUs: 1_000,
      endUs: 6_000,
      turnaroundUs: 5_000,
      waitingUs: 0,
      responseUs: 0,
      ran: [{ startUs: 1_000, endUs: 6_000 }],
    });
  });
});
