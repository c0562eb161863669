/** Each finding in a real program that has it, and in a near miss that has not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { DEFAULT_LIMITS, type Limits } from '../../../src/model/findings/limits.ts';
import { findings } from '../../../src/model/findings/registry.ts';
import { check } from '../../support/checked.ts';
import { GrowingSession } from '../../support/growing.ts';
import { MemoryGroup } from '../../support/memory-group.ts';

const PROGRAM = 'test/programs/python/findings.py';
const python = (name: string) => ['python3', PROGRAM, name];
const node = (...args: string[]) => [
  process.execPath,
  'test/programs/node/leaves_child.mjs',
  ...args,
];

/** Number of a program's first line that is `text`, from the one that is `after` on. */
function lineOf(text: string, { program = PROGRAM, after = '' } = {}): number {
  const lines = readFileSync(program, 'utf8').split('\n');
  return lines.indexOf(text, lines.indexOf(after)) + 1;
}

interface Case {
  readonly rule: string;
  readonly has: readonly string[];
  readonly hasNot: readonly (readonly string[])[];
  readonly limits?: readonly string[];
  readonly line?: number;
}

const ENDING: readonly Case[] = [
  {
    rule: 'serial-starts',
    has: python('serial'),
    hasNot: [python('parallel')],
    line: lineOf('        child = fork.Process(target=nap, args=(0.6,))') + 1,
  },
  {
    rule: 'daemon-starts-child',
    has: python('daemon_child'),
    hasNot: [python('grandchild')],
    line: lineOf('        fork.Process(target=nap, args=(0.1,)).start()'),
  },
  {
    rule: 'no-main-guard',
    has: ['python3', 'test/programs/python/unguarded.py'],
    hasNot: [['python3', 'test/programs/python/unguarded.py', 'guarded']],
    line: lineOf('    child.start()', { program: 'test/programs/python/unguarded.py' }),
  },
  {
    rule: 'zombie-not-reaped',
    has: python('unreaped'),
    hasNot: [python('reaped'), python('reaped_in_order')],
    limits: ['zombieSeconds=1'],
    line: lineOf('    fork.Process(target=nap, args=(0.1,), name="forgotten").start()'),
  },
  { rule: 'orphan', has: python('orphaned'), hasNot: [python('looked_after')] },
  { rule: 'left-over', has: python('leaked'), hasNot: [python('ended'), python('detached')] },
  {
    rule: 'left-over',
    has: node(),
    hasNot: [node('detached'), node('unreferenced'), node('waited')],
  },
  {
    rule: 'left-over',
    has: ['bash', '-c', 'sleep 3600 >/dev/null 2>&1 & sleep 0.3'],
    hasNot: [
      ['bash', '-c', 'sleep 0.3 & wait'],
      ['bash', '-c', 'setsid sleep 3600 >/dev/null 2>&1 & sleep 0.3'],
    ],
  },
  {
    rule: 'orphan',
    has: ['bash', '-c', '(sleep 3 >/dev/null 2>&1 & sleep 0.3); sleep 2'],
    hasNot: [['bash', '-c', '(sleep 0.5 & wait); sleep 2']],
  },
  {
    rule: 'oversubscribed',
    has: python('crowd'),
    hasNot: [python('alone')],
    // What else runs on the machine is not to matter here.
    limits: ['oversubscribedSeconds=2', 'oversubscribedPercent=0'],
    line: lineOf('        child.start()', { after: 'def parallel_spin(count):' }),
  },
  {
    rule: 'fork-with-threads',
    has: python('threads_first'),
    hasNot: [python('threads_later')],
  },
  {
    rule: 'respawned',
    has: python('respawning'),
    hasNot: [python('failing_at_once')],
  },
  {
    rule: 'failure-unseen',
    has: python('unseen'),
    hasNot: [python('seen'), python('failing_command')],
  },
  {
    rule: 'daemon-cut-off',
    has: python('cut_off'),
    hasNot: [python('let_go'), python('given_back')],
    line: lineOf('    daemon.start()', { after: 'def with_lock(target):' }),
  },
  {
    rule: 'daemon-cut-off',
    has: python('taken'),
    hasNot: [python('finished')],
    line: lineOf('    daemon.start()', { after: 'def with_item(target):' }),
  },
  {
    rule: 'daemon-cut-off',
    // Whoever runs the tests may have turned buffers off.
    has: ['env', '-u', 'PYTHONUNBUFFERED', ...python('unwritten')],
    hasNot: [python('written'), python('written_by_main')],
    line: lineOf('    daemon.start()', { after: 'def with_printing(target):' }),
  },
  {
    rule: 'memory-growth',
    has: python('growing'),
    hasNot: [python('grown')],
    limits: ['growthSeconds=5'],
  },
];

describe('a finding in a program that ends', () => {
  for (const { rule, has, hasNot, limits = [], line } of ENDING) {
    const options = limits.flatMap((limit) => ['--limit', limit]);

    it(`${rule}: ${has.slice(-1)[0]}`, async () => {
      const all = await check(has, options);
      const found = all.filter((each) => each.rule === rule);
      assert.equal(found.length, 1, JSON.stringify(all));
      if (line !== undefined) assert.equal(found[0]?.site?.line, line);
    });

    for (const command of hasNot) {
      it(`${rule}, and not: ${command.slice(-1)[0]}`, async () => {
        const all = await check(command, options);
        assert.deepEqual(all, []);
      });
    }
  }
});

interface Hang {
  readonly rule: string;
  readonly has: string;
  readonly hasNot: string | readonly string[];
  readonly limits: Partial<Limits>;
}

const HANGING: readonly Hang[] = [
  {
    rule: 'wait-cycle',
    has: 'joined_both_ways',
    hasNot: ['joined_back_for_a_while', 'watched_parent'],
    limits: { waitSeconds: 1, stuckSeconds: 1 },
  },
  { rule: 'join-before-drain', has: 'undrained', hasNot: 'drained', limits: { stuckSeconds: 1 } },
  {
    rule: 'join-before-drain',
    has: 'unread_output',
    hasNot: 'read_output',
    limits: { stuckSeconds: 1 },
  },
  { rule: 'deadlock', has: 'starved', hasNot: 'fed', limits: { stuckSeconds: 1 } },
  { rule: 'long-wait', has: 'starved_beside_daemon', hasNot: 'fed', limits: { waitSeconds: 2 } },
];

describe('a finding in a program that hangs', () => {
  for (const { rule, has, hasNot, limits } of HANGING) {
    it(`${rule}: ${has}`, async () => {
      const session = new GrowingSession(python(has));
      try {
        const finding = await session.until(rule, (model) =>
          findings(model, session.nowUs(model), { limits }).find((each) => each.rule === rule),
        );
        assert.equal(finding.untilUs, null);
        assert.equal(finding.processes.length, 2);
      } finally {
        await session.dispose();
      }
    });

    for (const nearMiss of [hasNot].flat()) {
      it(`${rule}, and not: ${nearMiss}`, async () => {
        const options = Object.entries({ ...DEFAULT_LIMITS, ...limits }).flatMap(([name, value]) =>
          typeof value === 'number' ? ['--limit', `${name}=${value}`] : [],
        );
        assert.deepEqual(await check(python(nearMiss), options), []);
      });
    }
  }
});

describe('a finding in a program that runs out of memory', () => {
  let group: MemoryGroup;

  before(function () {
    const made = MemoryGroup.make(80 * 2 ** 20);
    if (typeof made === 'string') {
      for (const test of this.test?.parent?.tests ?? []) test.title += ` (skipped: ${made})`;
      this.skip();
    }
    group = made;
  });

  after(async () => {
    await group?.remove();
  });

  it('out-of-memory: hoarding', async () => {
    const found = await check(group.command(python('hoarding')));
    assert.deepEqual(
      found.map(({ rule }) => rule),
      ['out-of-memory'],
    );
    assert.match(found[0]?.message ?? '', /^worker \(\d+\) was ended by the kernel/);
    assert.equal(found[0]?.site?.line, lineOf('    child.start()', { after: 'def hoarding():' }));
  });

  it('out-of-memory, and not: hoarding_until_killed', async () => {
    assert.deepEqual(await check(group.command(python('hoarding_until_killed'))), []);
  });
});

describe('the examples that are meant to be healthy', () => {
  for (const command of [
    ['python3', 'examples/python/joins_and_daemon.py'],
    ['python3', 'examples/python/heartbeat.py'],
    ['bash', 'examples/shell/background_jobs.sh'],
  ]) {
    it(`have no finding: ${command[1]}`, async () => {
      assert.deepEqual(await check(command), []);
    });
  }
});
