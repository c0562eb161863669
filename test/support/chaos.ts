/** Events that no real session has in this order: any kind, on few PIDs of two hosts, with and without births. */
import fc from 'fast-check';
import type { ProcessEvent, SessionEvent } from '../../src/model/process-event.ts';

const pid = fc.integer({ min: 1, max: 4 });
const tUs = fc.integer({ min: 0, max: 1_000_000 });
const birth = fc.tuple(fc.constantFrom(0, 300_000, 310_000, 700_000), fc.constantFrom(0, 6_000));
const host = fc.constant(1);
const ref = fc.record({ pid, birth, host }, { requiredKeys: ['pid'] });
const site = fc.constantFrom(null, { file: 'app.py', line: 3 });
const argv = fc.constantFrom<string[][]>(
  ['python3', 'app.py'],
  ['bash', '/usr/bin/python3', 'app.py'],
  ['sh', '-c', 'x'],
  [],
);
const name = fc.constantFrom('a', 'b', 'worker');
const ofSession = {
  tUs,
  source: fc.constantFrom('probe', 'procfs', 'kernel', 'strace'),
  evidence: fc.constantFrom('reported', 'kernel', 'sampled', 'inferred'),
} as const;
const base = { ...ofSession, process: ref } as const;
const thread = fc.integer({ min: 1, max: 3 });
const key = fc.constantFrom('1', '2', '3');
const exit = fc.constantFrom(null, { code: 0 }, { code: 1 }, { signal: 'SIGTERM' });
const outcome = fc.constantFrom('ended', 'timed-out', 'interrupted');
const type = <T extends string>(value: T) => fc.constant(value);
const plain = { noNullPrototype: true } as const;
const frames = fc.array(fc.record({ function: name, site }, plain), { maxLength: 1 });
const threads = fc.array(fc.record({ name, frames }, plain), { maxLength: 1 });
const timeoutUs = fc.constantFrom(null, 1_000);

const processEvent: fc.Arbitrary<ProcessEvent> = fc.oneof(
  fc.record(
    { type: type('started'), ...base, ppid: pid, parent: ref, argv },
    { requiredKeys: ['type', 'tUs', 'source', 'evidence', 'process'] },
  ),
  fc.record({ type: type('exec'), ...base, argv }),
  fc.record(
    {
      type: type('described'),
      ...base,
      name,
      parent: ref,
      daemon: fc.boolean(),
      role: fc.constantFrom('main', 'child', 'helper'),
    },
    { requiredKeys: ['type', 'tUs', 'source', 'evidence', 'process'] },
  ),
  fc.record({ type: type('start-failed'), ...base, message: name, site }),
  fc.record({
    type: type('wait-began'),
    ...base,
    wait: key,
    cause: fc.constantFrom('join', 'waitpid', 'exit-event'),
    target: fc.option(ref),
    timeoutUs,
    site,
  }),
  fc.record(
    { type: type('wait-ended'), ...base, wait: key, outcome, target: ref },
    { requiredKeys: ['type', 'tUs', 'source', 'evidence', 'process', 'wait', 'outcome'] },
  ),
  fc.record({ type: type('thread-began'), ...base, thread, name, file: name }),
  fc.record({ type: type('thread-ended'), ...base, thread, code: fc.constantFrom(null, 0) }),
  fc.record({
    type: type('block-began'),
    ...base,
    block: key,
    reason: fc.constantFrom('queue', 'lock'),
    object: fc.option(name),
    timeoutUs,
    site,
  }),
  fc.record({ type: type('block-ended'), ...base, block: key, outcome }),
  fc.record(
    {
      type: type('noted'),
      ...base,
      note: fc.constantFrom('exit-code-read', 'lock-held'),
      about: ref,
    },
    { requiredKeys: ['type', 'tUs', 'source', 'evidence', 'process', 'note'] },
  ),
  fc.record({ type: type('stack'), ...base, threads }),
  fc.record({ type: type('code-ended'), ...base, exception: fc.option(name) }),
  fc.record({
    type: type('signalled'),
    ...base,
    by: fc.option(ref),
    signal: type('SIGTERM'),
    cause: fc.constantFrom('terminate', 'daemon-at-exit'),
    site,
  }),
  fc.record({ type: type('ended'), ...base, exit }),
  fc.record({ type: type('reaped'), ...base, exit }),
  fc.record({
    type: type('state'),
    ...base,
    state: fc.constantFrom('running', 'ready', 'blocked', 'zombie'),
    reason: fc.constantFrom(null, 'sleep', 'queue', 'event-loop'),
  }),
  fc.record({
    type: type('usage'),
    ...base,
    cpuPercent: fc.integer({ min: 0, max: 100 }),
    rssBytes: fc.integer({ min: 0, max: 9_000 }),
  }),
  fc.record({ type: type('shares'), ...base, sinceUs: tUs, runningUs: tUs, readyUs: tUs }),
  fc.record({ type: type('reparented'), ...base, adopter: pid }),
  fc.record({
    type: type('output'),
    ...base,
    stream: fc.constantFrom('stdout', 'stderr'),
    text: name,
  }),
);

const sessionEvent: fc.Arbitrary<SessionEvent> = fc.oneof(
  fc.record({
    type: type('source'),
    ...ofSession,
    about: fc.constantFrom('probe', 'procfs'),
    status: fc.constantFrom('active', 'ended'),
    message: fc.option(name),
  }),
  fc.record({
    type: type('lost'),
    ...ofSession,
    about: type('probe'),
    count: fc.integer({ min: 1, max: 9 }),
  }),
  fc.record({ type: type('notice'), ...ofSession, message: name }),
  fc.record({
    type: type('session-ended'),
    ...ofSession,
    complete: fc.boolean(),
    leftOver: fc.array(ref, { maxLength: 2 }),
  }),
);

export const chaos: fc.Arbitrary<SessionEvent[]> = fc.array(
  fc.oneof({ weight: 15, arbitrary: processEvent }, { weight: 1, arbitrary: sessionEvent }),
  { maxLength: 60 },
);
