import assert from 'node:assert/strict';
import { debugPartOf, isDebuggersOwn, isOfDebugger, undebugged } from './debugger-processes.ts';

const python = '/usr/bin/python3';
const extension = '/home/me/.vscode/extensions/ms-python.debugpy-2025.1.0/bundled/libs/debugpy';

describe('undebugged', () => {
  const cases: readonly [string, readonly string[], readonly string[]][] = [
    [
      'a launch by the editor',
      [
        '-X',
        'frozen_modules=off',
        extension,
        '--connect',
        '127.0.0.1:4711',
        '--configure-qt',
        'none',
      ].concat(['--adapter-access-token', 'c0ffee', 'app.py', '--connect', 'x']),
      ['app.py', '--connect', 'x'],
    ],
    ['a module', [extension, '--connect', '1', '-m', 'pkg.main', 'a'], ['-m', 'pkg.main', 'a']],
    ['code', ['-m', 'debugpy', '--listen', '0', '-c', 'print()'], ['-c', 'print()']],
    [
      'by hand',
      ['-m', 'debugpy', '--listen', '0', '--wait-for-client', 'app.py', 'a'],
      ['app.py', 'a'],
    ],
    [
      'a child that pydevd started',
      ['/x/pydevd.py', '--multiprocess', '--port', '5', '--file', 'child.py', 'b'],
      ['child.py', 'b'],
    ],
  ];
  for (const [what, args, expected] of cases) {
    it(`finds the program behind ${what}`, () => {
      assert.deepEqual(undebugged([python, ...args]), [python, ...expected]);
    });
  }

  for (const argv of [
    [python, 'app.py', '-m', 'debugpy'],
    [python, '-c', 'import debugpy'],
    [python, '-m', 'debugpy', '--listen', '0', '--pid', '42'],
    [python, '-m', 'debugpy'],
    ['bash', '/x/debugpy', 'app.py'],
    [],
  ]) {
    it(`leaves ${argv.join(' ') || 'nothing'} as it is`, () => {
      assert.equal(undebugged(argv), argv);
    });
  }
});

describe('isOfDebugger', () => {
  it('knows the parts of debuggers by their command lines', () => {
    assert.ok(isDebuggersOwn([python, '-m', 'debugpy.adapter']));
    assert.ok(isDebuggersOwn([python, `${extension}/adapter`, '--port', '1']));
    assert.ok(isDebuggersOwn([python, `${extension}/launcher`, '4711', '--', 'app.py']));
    assert.ok(
      isDebuggersOwn(['/opt/code', '/opt/extensions/ms-vscode.js-debug/src/watchdog.js', '{}']),
    );
    const announce = 'const c=require("net").createConnection(process.env.NODE_INSPECTOR_IPC);';
    assert.ok(isDebuggersOwn(['/usr/bin/node', '-e', announce]));
    assert.ok(!isDebuggersOwn(['/usr/bin/node', '-e', 'require("net").createConnection(1)']));
    assert.ok(!isDebuggersOwn([python, 'adapter']));
    assert.ok(!isDebuggersOwn(['node', 'src/watchdog.js']));
  });

  it('takes in what those start, and leaves out the program', () => {
    const argvs = new Map<string, readonly string[]>([
      ['adapter', [python, `${extension}/adapter`]],
      ['launcher', [python, `${extension}/launcher`]],
      ['program', [python, extension, '--connect', '1', 'app.py']],
      ['uname', ['uname', '-p']],
      ['child', [python, 'child.py']],
      ['plain', [python, 'plain.py']],
      ['fork', []],
    ]);
    const isOwn = (name: string, ...ancestors: string[]) =>
      isOfDebugger(
        argvs.get(name) ?? [],
        ancestors.map((each) => debugPartOf(argvs.get(each) ?? [])),
      );
    assert.ok(isOwn('adapter'));
    assert.ok(isOwn('fork', 'adapter'));
    assert.ok(isOwn('launcher', 'adapter'));
    assert.ok(isOwn('uname', 'program', 'launcher', 'adapter'));
    assert.ok(!isOwn('program', 'launcher', 'adapter'));
    assert.ok(!isOwn('child', 'program', 'launcher', 'adapter'));
    assert.ok(!isOwn('uname', 'child', 'program'), 'one that the program started');
    assert.ok(!isOwn('plain', 'launcher', 'adapter'), 'started without debugging');
    assert.ok(!isOwn('uname', 'plain', 'launcher'));
    assert.ok(isOwn('adapter', 'program'), 'one that the program itself called for');
  });
});
