/** A service at work, 8.2 s after its start: waits, a failed worker, a daemon that main's end terminated. */
import type { ProcessEvent } from '../../src/model/process-event.ts';
import {
  headerOf,
  inOrder,
  type ProcessScript,
  processEvents,
  refOf,
  type SessionScript,
  us,
  waitEvents,
} from './script.ts';

const file = '/home/ada/stats/stats_service.py';
const at = (line: number) => ({ file, line });

const main: ProcessScript = {
  pid: 41872,
  ppid: 41850,
  start: 0,
  role: 'main',
  argv: ['/usr/bin/python3', 'stats_service.py', '--rows', '2000'],
  phases: [
    [0, 'running'],
    [3.4, 'running'],
  ],
  usage: [0, 24],
  output: [[0.02, 'collecting']],
};

const child = (script: Omit<ProcessScript, 'ppid'> & { ppid?: number }): ProcessScript => ({
  ppid: main.pid,
  parent: refOf(main),
  ...script,
});

const worker1 = child({
  pid: 41880,
  start: 0.55,
  name: 'worker-1',
  target: 'collect(rows)',
  site: at(31),
  phases: [
    [0.55, 'ready'],
    [0.7, 'running'],
    [2.2, 'ready'],
    [2.5, 'running'],
    [3.3, 'blocked', 'queue'],
  ],
  usage: [0, 38],
  output: [
    [0.71, 'rows 0..999'],
    [2.61, 'rows 1000..1999'],
    [3.29, 'done, sending result'],
  ],
});

const worker2 = child({
  pid: 41881,
  start: 0.6,
  name: 'worker-2',
  target: 'collect(rows)',
  site: at(31),
  phases: [
    [0.6, 'ready'],
    [0.9, 'running'],
    [1.9, 'ready'],
    [2.2, 'running'],
  ],
  end: 3.4,
  exit: { code: 0 },
});

const worker3 = child({
  pid: 41882,
  start: 0.65,
  name: 'worker-3',
  target: 'collect(rows)',
  site: at(31),
  phases: [
    [0.65, 'ready'],
    [1.3, 'running'],
  ],
  end: 2.9,
  exit: { code: 1 },
});

const ffmpeg = child({
  pid: 41890,
  ppid: worker3.pid,
  parent: refOf(worker3),
  start: 1.4,
  argv: ['/usr/bin/ffmpeg', '-i', 'in.mp4', 'out.webm'],
  phases: [[1.4, 'running']],
  end: 2.7,
  exit: { signal: 'SIGKILL' },
});

const report = child({
  pid: 41884,
  start: 0.8,
  name: 'Report',
  className: 'Report',
  site: at(40),
  phases: [
    [0.8, 'running'],
    [1.2, 'blocked', 'sleep'],
    [4.0, 'running'],
    [4.4, 'blocked', 'sleep'],
  ],
  usage: [2, 19],
});

const heartbeat = child({
  pid: 41885,
  start: 0.85,
  name: 'heartbeat',
  target: 'beat()',
  daemon: true,
  site: at(44),
  phases: [
    [0.85, 'running'],
    [1.0, 'blocked', 'sleep'],
    [2.0, 'running'],
    [2.1, 'blocked', 'sleep'],
    [3.1, 'running'],
    [3.2, 'blocked', 'sleep'],
    [4.2, 'running'],
    [4.3, 'blocked', 'sleep'],
  ],
  end: 4.86,
  exit: { signal: 'SIGTERM' },
});

const poolWorkers = Array.from({ length: 3 }, (_, i) =>
  child({
    pid: 41901 + i,
    start: 1 + i * 0.05,
    name: `pool-${i + 1}`,
    role: 'pool-worker',
    phases: [
      [1 + i * 0.05, 'ready'],
      [1.4 + i * 0.1, 'running'],
      [3.2, 'blocked', 'pipe'],
      [3.5, 'running'],
    ],
    end: 3.9 + i * 0.02,
    exit: { code: 0 },
  }),
);

const tracker = child({
  pid: 41879,
  start: 0.5,
  role: 'helper',
  name: 'resource_tracker',
  phases: [[0.5, 'blocked', 'pipe']],
});

const waits = waitEvents([
  {
    waiter: refOf(main),
    target: refOf(worker2),
    cause: 'join',
    from: 0.9,
    to: 3.4,
    site: at(52),
  },
  {
    waiter: refOf(main),
    target: refOf(report),
    cause: 'join',
    timeout: 1,
    from: 3.6,
    to: 4.6,
    outcome: 'timed-out',
    site: at(54),
  },
  { waiter: refOf(main), target: refOf(worker1), cause: 'exit-join', from: 4.8 },
]);

const exitPhase: ProcessEvent[] = [
  {
    type: 'code-ended',
    tUs: us(4.8),
    process: refOf(main),
    source: 'probe',
    evidence: 'reported',
    exception: null,
  },
  {
    type: 'signalled',
    tUs: us(4.81),
    process: refOf(heartbeat),
    source: 'probe',
    evidence: 'reported',
    by: refOf(main),
    signal: 'SIGTERM',
    cause: 'daemon-at-exit',
    site: null,
  },
];

const processes = [
  main,
  tracker,
  worker1,
  worker2,
  worker3,
  ffmpeg,
  report,
  heartbeat,
  ...poolWorkers,
];

export const serviceScene: SessionScript = {
  title: 'stats_service.py',
  header: headerOf('scene-service', ['python3', 'stats_service.py', '--rows', '2000']),
  events: inOrder([...processes.flatMap(processEvents), ...waits, ...exitPhase]),
  nowUs: us(8.2),
};
