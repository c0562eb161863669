/** Notes for findings, and the children of asyncio programs. */
import assert from 'node:assert/strict';
import { Collector, type Life } from './collector.ts';
import { measured } from './measured.ts';
import { fewPythons, METHODS, program, run, runProbed, site } from './python.ts';

const SCRIPT = program('remarks.py');

for (const { path, version } of fewPythons) {
  describe(`remarks, Python ${version}`, function () {
    this.timeout(60_000);
    let collector: Collector;
    beforeEach(async () => {
      collector = await Collector.open();
    });
    afterEach(() => collector.close());

    const record = async (...args: string[]): Promise<string> => {
      const outcome = await runProbed(collector, path, [SCRIPT, ...args]);
      assert.deepEqual([outcome.stderr, outcome.code], ['', 0]);
      assert.deepEqual(collector.faults, []);
      return outcome.stdout;
    };
    const notes = (life: Life) =>
      life.said('note').map(({ ev: _ev, t: _t, seq: _seq, ...note }) => note);
    const children = () => collector.root.said('start-end').map(({ child }) => child);

    for (const method of METHODS) {
      it(`tells which exit codes the program reads, ${method}`, async () => {
        await record('exit_code', method);
        const [child, , popen] = children();
        assert.deepEqual(notes(collector.root), [
          {
            note: 'exit-code-read',
            child,
            site: site(SCRIPT, 'while child.exitcode is None'),
          },
          { note: 'exit-code-read', child: popen, site: site(SCRIPT, 'ended.wait()') },
        ]);
      });

      it(`tells what stands in the queue as the code ends, ${method}`, async () => {
        await record('pending', method);
        const filler = collector.named('filler');
        const [note, ...more] = notes(filler);
        assert.deepEqual(more, []);
        assert.equal(note?.note, 'queue-pending');
        assert.ok(note.count === 1 || note.count === 2 || note.count === 3);
        assert.match(note.text ?? '', method === 'fork' ? /^Queue #1 \(remarks\.py:/ : /^Queue$/);
        const [block] = filler.said('block-begin').slice(-1);
        assert.deepEqual([block?.reason, block?.object, block?.site], ['queue', note.text, null]);
      });
    }

    it('tells of threads at a fork', async () => {
      await record('with_threads', 'fork');
      const count = 1;
      const text = 'ticker';
      const note = 'forked-with-threads';
      const [, child] = children();
      const process = site(SCRIPT, '    thread.start()');
      const expected: object[] = [
        { note, count, text, child, site: { ...process, line: process.line + 1 } },
      ];
      if (notes(collector.root).length > 1) {
        const fork = site(SCRIPT, 'pid = os.fork()');
        const waited = site(SCRIPT, 'os.waitpid(pid, 0)');
        const pid = collector.root.said('wait-begin')[0]?.child;
        expected.push({ note, count, text, site: fork });
        expected.push({ note: 'exit-code-read', child: pid, site: waited });
      }
      assert.deepEqual(notes(collector.root), expected);
      assert.equal(expected.length, /^3\.(8|9|10|11)\./.test(version) ? 3 : 1);
    });

    it('tells of a start without a main guard', async () => {
      const bare = await run(path, [SCRIPT, 'unguarded']);
      assert.match(bare.stderr, /freeze_support/);
      const outcome = await runProbed(collector, path, [SCRIPT, 'unguarded']);
      assert.deepEqual(outcome, bare);
      const [life] = collector.lives.filter((one) => one.said('note').length > 0);
      assert.ok(life);
      assert.deepEqual(notes(life), [
        { note: 'no-main-guard', site: site(SCRIPT, 'get_context("spawn")') },
      ]);
    });

    it('shows what an asyncio program awaits', async () => {
      const cases = measured(await record('awaited', 'fork'));
      const { root } = collector;
      const ends = root.said('wait-end');
      const waits = root.said('wait-begin').map((begin) => {
        const end = ends.find(({ wait }) => wait === begin.wait);
        return [begin.cause, begin.child, end?.outcome, begin.site];
      });
      const pid = (name: string) => cases.get(name)?.pid;
      assert.deepEqual(waits, [
        ['exit-event', pid('exec'), 'ended', site(SCRIPT, 'code = await child.wait()')],
        ['exit-event', pid('shell'), 'ended', site(SCRIPT, 'shell.communicate()')],
        // Awaited by a task that the library has made.
        ['exit-event', pid('cancelled'), 'interrupted', waits[2]?.[3] ?? null],
        ['exit-event', pid('cancelled'), 'ended', site(SCRIPT, '        await long.wait()')],
      ]);
      const codes = root.said('reaped').map(({ child, code }) => [child, code]);
      assert.deepEqual(codes, [
        [pid('exec'), 3],
        [pid('shell'), 0],
        [pid('cancelled'), -9],
      ]);
      const apis = root.said('start-begin').map(({ api, argv }) => [api, argv?.[0]]);
      assert.deepEqual(apis, [
        ['subprocess.Popen', '/bin/sh'],
        ['subprocess.Popen', '/bin/sh'],
        ['subprocess.Popen', '/bin/sleep'],
      ]);
    });
  });
}
