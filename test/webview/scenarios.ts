/** Further sessions for the panel: the tutorial's joins and daemons, hostile names, and very many processes. */
import type { SessionEvent } from '../../src/model/process-event.ts';
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

const file = '/home/ada/lesson/daemons.py';
const at = (line: number) => ({ file, line });

const main: ProcessScript = {
  pid: 7100,
  ppid: 7000,
  start: 0,
  role: 'main',
  argv: ['python3', 'daemons.py'],
  phases: [[0, 'running']],
  end: 2.6,
  exit: { code: 0 },
};
const child = (script: Omit<ProcessScript, 'ppid'>): ProcessScript => ({
  ppid: main.pid,
  parent: refOf(main),
  ...script,
});
const quick = child({
  pid: 7101,
  start: 0.1,
  name: 'Process-1',
  target: 'quick()',
  site: at(20),
  phases: [[0.1, 'running']],
  output: [[0.15, 'quick works']],
  end: 0.9,
  exit: { code: 0 },
});
const slow = child({
  pid: 7102,
  start: 0.12,
  name: 'Process-2',
  target: 'slow()',
  site: at(21),
  phases: [
    [0.12, 'running'],
    [0.2, 'blocked', 'sleep'],
  ],
  end: 2.5,
  exit: { code: 0 },
});
const beat = child({
  pid: 7103,
  start: 0.14,
  name: 'heartbeat',
  target: 'beat()',
  daemon: true,
  site: at(22),
  phases: [
    [0.14, 'running'],
    [0.2, 'blocked', 'sleep'],
  ],
  end: 1.34,
  exit: { signal: 'SIGTERM' },
});

/** Three children, one a daemon that never ends by itself; join, join with a timeout, exit phase. */
export const tutorial: SessionScript = {
  title: 'daemons.py',
  header: headerOf('scene-tutorial', ['python3', 'daemons.py']),
  nowUs: null,
  events: inOrder([
    ...[main, quick, slow, beat].flatMap(processEvents),
    ...waitEvents([
      {
        waiter: refOf(main),
        target: refOf(quick),
        cause: 'join',
        from: 0.2,
        to: 0.9,
        site: at(24),
      },
      {
        waiter: refOf(main),
        target: refOf(slow),
        cause: 'join',
        timeout: 0.2,
        from: 1.0,
        to: 1.2,
        outcome: 'timed-out',
        site: at(25),
      },
      { waiter: refOf(main), target: refOf(slow), cause: 'exit-join', from: 1.35, to: 2.5 },
    ]),
    {
      type: 'code-ended',
      tUs: us(1.3),
      process: refOf(main),
      source: 'probe',
      evidence: 'reported',
      exception: null,
    },
    {
      type: 'signalled',
      tUs: us(1.31),
      process: refOf(beat),
      source: 'probe',
      evidence: 'reported',
      by: refOf(main),
      signal: 'SIGTERM',
      cause: 'daemon-at-exit',
      site: null,
    },
    {
      type: 'session-ended',
      tUs: us(2.61),
      source: 'recorder',
      evidence: 'reported',
      complete: true,
      leftOver: [],
    },
  ]),
};

export const HOSTILE_NAMES: readonly string[] = [
  '<img src=x onerror="window.hacked = true">',
  'invoice\u202Efdp.exe',
  'line one\nline two\r\u0000\u001B[31mred',
  'lone \uD800 surrogate \uDFFF',
  'n'.repeat(100_000),
  'שלום עולם',
  'e\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301\u0301',
  '',
  '{0} {1} %s &lt;b&gt;',
];

const root: ProcessScript = {
  pid: 1,
  ppid: 0,
  start: 0,
  role: 'main',
  argv: ['sh', '-c', '</script><script>window.hacked = true</script>'],
  phases: [[0, 'running']],
};

export const hostile: SessionScript = {
  title: '</title><script>window.hacked = true</script>\u202E',
  header: headerOf('scene-hostile', ['sh', '-c', '\u202Ex\u0000']),
  nowUs: us(3),
  events: inOrder([
    ...processEvents(root),
    ...HOSTILE_NAMES.flatMap((name, i) =>
      processEvents({
        pid: 100 + i,
        ppid: 1,
        start: 0.1 + i / 10,
        name,
        target: name,
        className: name,
        site: { file: `/tmp/${name}.py`, line: 1 },
        phases: [[0.1 + i / 10, 'running']],
        output: [[0.5, name]],
        argv: ['x', name],
        end: 2,
        exit: i % 2 === 0 ? { signal: `SIG${name}` } : { code: 1 },
      }),
    ),
    ...waitEvents([
      {
        waiter: { pid: 1 },
        target: { pid: 101 },
        cause: 'join',
        from: 0.5,
        to: 1,
        site: { file: '\u202Ey', line: 3 },
      },
    ]),
  ]),
};

/** `count` processes, 20 events each: states, one join by main; no two of one kind. */
export function manyProcesses(count: number): SessionScript {
  const top: ProcessScript = {
    pid: 10,
    ppid: 1,
    start: 0,
    role: 'main',
    name: 'main',
    phases: [[0, 'running']],
  };
  const events: SessionEvent[] = processEvents(top);
  const gap = 60 / count;
  for (let i = 0; i < count - 1; i += 1) {
    const start = 0.1 + i * gap;
    const worker: ProcessScript = {
      pid: 1_000 + i,
      ppid: top.pid,
      parent: refOf(top),
      start,
      name: `worker-${i + 1}`,
      target: `job(${i + 1})`,
      daemon: i % 50 === 0,
      phases: Array.from({ length: 15 }, (_, k) => {
        const when = start + k * 0.2;
        return k % 3 === 0
          ? ([when, 'ready'] as const)
          : k % 3 === 1
            ? ([when, 'running'] as const)
            : ([when, 'blocked', 'queue'] as const);
      }),
      end: start + 3.1,
      exit: { code: i % 97 === 0 ? 1 : 0 },
    };
    events.push(...processEvents(worker));
  }
  const waits = Array.from({ length: count - 1 }, (_, i) => ({
    waiter: refOf(top),
    target: refOf({ pid: 1_000 + i, ppid: 10, start: 0.1 + i * gap }),
    cause: 'join' as const,
    from: 3.2 + i * gap,
    to: 3.2 + (i + 0.9) * gap,
  }));
  events.push(...waitEvents(waits));
  return {
    title: 'many.py',
    header: headerOf(`scene-many-${count}`, ['python3', 'many.py']),
    events: inOrder(events),
    nowUs: us(64),
  };
}

/** A pool of workers of one kind; each writes a line, one fails. */
export const pool: SessionScript = {
  title: 'pool.py',
  header: headerOf('scene-pool', ['python3', 'pool.py']),
  nowUs: us(4),
  events: inOrder([
    ...processEvents({
      pid: 500,
      ppid: 1,
      start: 0,
      role: 'main',
      argv: ['python3', 'pool.py'],
      phases: [[0, 'running']],
    }),
    ...processEvents({
      pid: 501,
      ppid: 500,
      start: 0.05,
      name: 'logger',
      phases: [[0.05, 'blocked', 'queue']],
    }),
    ...Array.from({ length: 12 }, (_, i) =>
      processEvents({
        pid: 510 + i,
        ppid: 500,
        start: 0.1 + i * 0.02,
        name: `ForkPoolWorker-${i + 1}`,
        role: 'pool-worker',
        phases: [
          [0.1 + i * 0.02, 'running'],
          [1 + i * 0.1, 'blocked', 'queue'],
          [2, 'running'],
        ],
        output: [[1.2, `item ${i} is done`]],
        usage: [i, 10 + i],
        ...(i % 3 === 0 && { end: 2.5 + i * 0.1, exit: { code: i === 3 ? 1 : 0 } }),
      }),
    ).flat(),
  ]),
};

/** PIDs as long as Linux has them. */
export const longPids: SessionScript = {
  title: 'long.sh',
  header: headerOf('scene-long-pids', ['sh', 'long.sh']),
  nowUs: null,
  events: [
    ...processEvents({
      pid: 4_194_302,
      ppid: 4_194_301,
      start: 0,
      role: 'main',
      name: 'sh',
      end: 1,
    }),
    ...processEvents({ pid: 4_194_303, ppid: 4_194_302, start: 0.2, name: 'sleep', end: 0.9 }),
  ],
};
