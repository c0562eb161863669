/**
 * Invented sessions for property-based tests: a world of processes whose truth is known, and what
 * several sources would say of it, each in its own order.
 */
import fc from 'fast-check';
import type { ProcessRef, SessionEvent, SessionHeader } from '../../src/model/process-event.ts';

export interface TrueProcess {
  readonly pid: number;
  readonly birthUs: number;
  readonly endUs: number;
  readonly parent: TrueProcess | undefined;
  readonly name: string;
  readonly daemon: boolean;
}

export interface World {
  readonly processes: readonly TrueProcess[];
  /** Each source's events in the source's own order. */
  readonly streams: readonly (readonly SessionEvent[])[];
}

export const header: SessionHeader = {
  type: 'session',
  version: 1,
  id: 'test',
  command: ['python3', 'app.py'],
  cwd: '/tmp',
  startedAt: '2026-01-01T00:00:00.000Z',
  clockEpochUs: 0,
  origin: 'launch',
  host: 'test',
  platform: 'linux',
  recordedBy: '0.0.0',
};

/** Half of a clock tick and a little more, as the sampler states it. */
const TICK_UNCERTAINTY_US = 6_000;
const START_UNCERTAINTY_US = 400;
/** No PID is used again sooner than this after its life's end. */
const REUSE_GAP_US = 200_000;

interface Plan {
  readonly pid: number;
  readonly parent: number;
  readonly gap: number;
  readonly lasts: number;
  readonly daemon: boolean;
  readonly jitter: number;
}

const plan: fc.Arbitrary<Plan> = fc.record({
  pid: fc.integer({ min: 100, max: 104 }),
  parent: fc.nat(),
  gap: fc.integer({ min: 1_000, max: 50_000 }),
  lasts: fc.integer({ min: 20_000, max: 300_000 }),
  daemon: fc.boolean(),
  jitter: fc.integer({ min: -TICK_UNCERTAINTY_US, max: TICK_UNCERTAINTY_US }),
});

/** Worlds of up to 13 processes on 6 PIDs, so that PIDs are reused. */
export const worlds: fc.Arbitrary<World> = fc.array(plan, { maxLength: 12 }).map(build);

function build(plans: readonly Plan[]): World {
  const total = plans.reduce((sum, { gap, lasts }) => sum + gap + lasts + REUSE_GAP_US, 1_000_000);
  const root: TrueProcess = {
    pid: 99,
    birthUs: 1_000,
    endUs: total,
    parent: undefined,
    name: 'main',
    daemon: false,
  };
  const processes = [root];
  const freeFrom = new Map<number, number>();
  const jitters = new Map<TrueProcess, number>([[root, 0]]);
  let nowUs = 10_000;
  for (const { pid, parent, gap, lasts, daemon, jitter } of plans) {
    nowUs = Math.max(nowUs + gap, freeFrom.get(pid) ?? 0);
    const alive = processes.filter((each) => each.birthUs < nowUs && each.endUs > nowUs + 2_000);
    const process: TrueProcess = {
      pid,
      birthUs: nowUs,
      endUs: nowUs + lasts,
      parent: alive[parent % alive.length],
      name: `worker-${processes.length}`,
      daemon,
    };
    freeFrom.set(pid, process.endUs + REUSE_GAP_US);
    jitters.set(process, jitter);
    processes.push(process);
  }
  const sampled = [...processes].flatMap((each) => sample(each, jitters.get(each) ?? 0));
  sampled.sort((a, b) => a.tUs - b.tUs);
  return { processes, streams: [sampled, ...processes.map((each) => speak(each, processes))] };
}

/** What a sampler says: births to the tick, parents, states, the PID's release. */
function sample(process: TrueProcess, jitter: number): SessionEvent[] {
  const base = { source: 'procfs', evidence: 'sampled' } as const;
  const ref: ProcessRef = {
    pid: process.pid,
    birth: [process.birthUs + jitter, TICK_UNCERTAINTY_US],
  };
  const ppid = process.parent?.pid ?? 1;
  return [
    { type: 'started', ...base, tUs: process.birthUs + 700, process: ref, ppid, argv: ['app'] },
    {
      type: 'state',
      ...base,
      tUs: process.birthUs + 800,
      process: ref,
      state: 'running',
      reason: null,
    },
    { type: 'reaped', ...base, tUs: process.endUs + 900, process: ref, exit: null },
  ];
}

/** What a process's probe says: of itself, without a birth, and of the children it started. */
function speak(process: TrueProcess, all: readonly TrueProcess[]): SessionEvent[] {
  const base = { source: 'probe', evidence: 'reported' } as const;
  const self: ProcessRef = { pid: process.pid };
  const events: SessionEvent[] = [
    {
      type: 'described',
      ...base,
      tUs: process.birthUs + 1_000,
      process: self,
      name: process.name,
      daemon: process.daemon,
    },
  ];
  for (const child of all.filter(({ parent }) => parent === process)) {
    const tUs = child.birthUs + START_UNCERTAINTY_US;
    const ref: ProcessRef = { pid: child.pid, birth: [child.birthUs, START_UNCERTAINTY_US] };
    events.push({ type: 'started', ...base, tUs, process: ref, parent: self });
    events.push({
      type: 'wait-began',
      ...base,
      tUs: tUs + 1,
      process: self,
      wait: `probe.1.${child.name}`,
      cause: 'join',
      target: { pid: child.pid },
      timeoutUs: null,
      site: null,
    });
    if (child.endUs < process.endUs) {
      const endedUs = child.endUs + 200;
      const wait = `probe.1.${child.name}`;
      const outcome = 'ended';
      events.push({ type: 'wait-ended', ...base, tUs: endedUs, process: self, wait, outcome });
      const exit = { code: 0 };
      events.push({ type: 'reaped', ...base, tUs: endedUs, process: ref, exit });
    }
  }
  events.push({
    type: 'code-ended',
    ...base,
    tUs: process.endUs - 500,
    process: self,
    exception: null,
  });
  return events.sort((a, b) => a.tUs - b.tUs);
}

/** Merges streams in an order that `picks` decides, each stream's own order kept. */
export function interleave(
  streams: readonly (readonly SessionEvent[])[],
  picks: readonly number[],
): SessionEvent[] {
  const rest = streams.map((stream) => [...stream]).filter((stream) => stream.length > 0);
  const merged: SessionEvent[] = [];
  for (let turn = 0; rest.length > 0; turn += 1) {
    const at = (picks[turn % Math.max(1, picks.length)] ?? 0) % rest.length;
    const stream = rest[at];
    const event = stream?.shift();
    if (event !== undefined) merged.push(event);
    if (stream?.length === 0) rest.splice(at, 1);
  }
  return merged;
}
