import assert from 'node:assert/strict';
import { join } from 'node:path';
import { temporaryFolder } from '../../support/recorded.ts';
import { lines, objects, program, runProgram } from './programs.ts';

const node = process.execPath;

describe('Process', () => {
  it('reads exit codes as Python does, and ends nothing that a timeout of join has left', async () => {
    const { stdout, stderr, code } = await runProgram([node, program('outcomes.mjs')]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(objects(stdout), [
      {
        codes: {
          returns: 0,
          returnsLater: 0,
          setsCode: 3,
          exits: 4,
          throws: 1,
          rejects: 1,
          throwsLater: 1,
          throwsText: 1,
          killsItself: -9,
          terminated: -15,
          killed: -9,
        },
        timedOut: { alive: true, code: null },
        ends: [-15, -9],
        alive: false,
      },
    ]);
    assert.match(stderr, /^Process throws:\nTypeError: thrown \/ 抛出\n {4}at throws /m);
    assert.match(stderr, /^Process rejects:\nRangeError: rejected\n/m);
    assert.match(stderr, /^Process throwsLater:\nError: late\n/m);
    assert.match(stderr, /^Process throwsText:\n'only text'\n/m);
  });

  it('names processes, knows their family, and shares no data', async () => {
    const { stdout, stderr, code } = await runProgram([node, program('family.mjs'), '--flag']);
    assert.equal(code, 0, stderr);
    const told = objects(stdout);
    const by = (name: string) => told.find((each) => each.name === name && each.parent) ?? {};
    const main = told.at(-1) ?? {};
    assert.deepEqual([main.name, main.count, main.parent], ['MainProcess', 99, undefined]);
    const asMain = { name: 'MainProcess', pid: main.pid };
    const branch = by('Process-1');
    assert.deepEqual(branch.parent, asMain);
    assert.deepEqual(branch.children, ['Process-1:1']);
    const leaf = by('Process-1:1');
    assert.deepEqual(leaf.parent, { name: 'Process-1', pid: branch.pid });
    assert.deepEqual([leaf.ppid, leaf.count], [branch.pid, 100]);
    assert.deepEqual(leaf.value, [['key', [1, '2n']]]);
    assert.deepEqual(leaf.args, ['--flag']);
    const worker = by('Worker-2');
    assert.deepEqual([worker.word, worker.isItself, worker.isWorker], ['hello', true, true]);
    assert.equal(by('third').count, 100);
    for (const { pid, ownPid } of told) assert.equal(pid, ownPid);
    const children = told.filter((each) => 'childPid' in each);
    assert.deepEqual(
      children.map(({ child, childPid, alive }) => [child, childPid, alive]),
      ['Process-1', 'Worker-2', 'third'].map((name) => [name, by(name).pid, false]),
    );
  });

  describe('when the code of main is over', () => {
    const folder = temporaryFolder();
    after(() => folder.remove());
    let runs = 0;
    const end = (how: string) => {
      runs += 1;
      const file = join(folder.path, String(runs));
      return runProgram([node, program('exit-phase.mjs'), file, how]);
    };
    const whole = ['main ends', 'daemon terminated', 'worker ends'];

    it('terminates daemons, then waits for the others', async () => {
      const { stdout, code } = await end('natural');
      assert.deepEqual(lines(stdout), [...whole, 'main exits 6']);
      assert.equal(code, 6);
    });

    for (const how of ['throw', 'reject']) {
      it(`does so after an uncaught error (${how}), and lets nothing else run`, async () => {
        const { stdout, stderr, code } = await end(how);
        const [first, ...rest] = lines(stdout);
        assert.deepEqual([first, ...rest].sort(), [...whole, 'main exits 1'].sort());
        assert.equal(first, 'main ends');
        assert.ok(rest.indexOf('daemon terminated') < rest.indexOf('worker ends'));
        assert.equal(code, 1);
        assert.match(stderr, /^Uncaught Error: main failed\n {4}at file:/);
        assert.equal(stderr.match(/main failed/g)?.length, 1);
      });
    }

    it('terminates daemons and waits for nobody after process.exit()', async () => {
      const { stdout, code } = await end('exit');
      assert.deepEqual(lines(stdout).sort(), [...whole, 'main exits 5'].sort());
      assert.ok(stdout.indexOf('main exits') < stdout.indexOf('worker ends'));
      assert.equal(code, 5);
    });

    it('leaves an error alone that the program handles', async () => {
      const { stdout, code } = await end('handled');
      assert.deepEqual(lines(stdout), [
        'main ends',
        'main goes on',
        'main has gone on',
        'daemon terminated',
        'worker ends',
        'main exits 0',
      ]);
      assert.equal(code, 0);
    });
  });

  it('says what was done wrong, once and clearly', async () => {
    const { stdout, stderr, code } = await runProgram([node, program('misuse.mjs')]);
    assert.equal(code, 0, stderr);
    const errors = new Map(
      lines(stdout).map((line) => {
        const [what = '', error = ''] = line.split(/: (?:ProcessError )?(.*)/);
        return [what, error];
      }),
    );
    const expected: Record<string, RegExp> = {
      'not exported':
        /^target-not-exported: hidden \(.*misuse\.mjs\) is not exported by its module/,
      inline: /^target-not-exported: /,
      closure: /^target-not-sendable: an unnamed function .* is defined inside another function/,
      'exported closure': /^target-not-sendable: .*\{ module, export \}/,
      twins: /^target-not-exported: .*one of several exports/,
      native: /^target-not-sendable: max is native/,
      bound: /^target-not-sendable: bound nothing is native, bound/,
      'no such export':
        /^target-not-exported: .* exports no function or class no; it exports Holder/,
      'no such module': /^module-failed: The child could not load \/no\.mjs/,
      'no URL': /^target-not-sendable: \.\/no\.mjs is not the file: URL/,
      args: /^arguments-not-cloneable: args\[1\] cannot be copied to the child: \(\) => 2/,
      fields: /^arguments-not-cloneable: the fields of Holder-\d+\["thing"\] cannot be copied/,
      'no such command': /^cannot-start: Process-\d+ cannot be started: .*ENOENT/,
      'unknown option': /^invalid-option: Process has no option targte/,
      both: /^invalid-option: .* not both/,
      'args no array': /^invalid-option: args is an array, not number/,
      'target no function': /^invalid-option: target is an exported function or class/,
      'join before start': /^not-started: /,
      'terminate before start': /^not-started: /,
      'start twice': /^already-started: /,
      'negative timeout': /^invalid-timeout: .*not -1/,
      'timeout of text': /^invalid-timeout: .*not string/,
      'timeout NaN': /^invalid-timeout: .*not NaN/,
      'daemon after start': /^already-started: /,
      'join main': /^not-a-child: /,
      'closed early': /^still-running: /,
      closed: /^closed: /,
      'join itself': /^not-a-child: /,
      'start itself': /^not-a-child: /,
      'terminate itself': /^not-a-child: /,
      'child of a daemon':
        /^daemon-with-children: A daemon may not have children, and insideDaemon is one/,
    };
    for (const [what, message] of Object.entries(expected)) {
      assert.match(errors.get(what) ?? 'not tried', message, what);
    }
    assert.equal(errors.size, Object.keys(expected).length);
  });

  for (const name of ['unguarded.mjs', 'unguarded.cjs']) {
    it(`stops a module without a main guard at its first child (${name})`, async () => {
      const { stdout, stderr, code } = await runProgram([node, program(name)]);
      assert.deepEqual([stdout, code], ['', 1]);
      assert.match(stderr, /ProcessError: A module started a process while a child was/);
      assert.match(stderr, /needs a main guard: if \(isMainModule\(import\.meta\.url\)\)/);
      assert.equal(stderr.match(/ProcessError: /g)?.length, 1);
    });
  }

  it('says why a child could not load its module', async () => {
    const { stdout, stderr } = await runProgram([node, program('fails-to-load.mjs')]);
    const [thrown, exited] = objects(stdout);
    const { message, ...rest } = thrown ?? {};
    assert.deepEqual(
      rest,
      { code: 'module-failed', cause: 'no second time', exitCode: -9 },
      stderr,
    );
    assert.match(String(message), /could not load .*fails-to-load\.mjs: no second time/);
    assert.equal(exited?.code, 'ended-before-start');
    assert.match(String(exited?.message), /ended with exit code 7 before/);
  });
});
