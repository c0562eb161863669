import assert from 'node:assert/strict';
import { kindFromArgv, nameFromArgv } from './naming.ts';

describe('nameFromArgv', () => {
  for (const [argv, name, kind] of [
    [['python3', '/a/app.py', '--x'], 'app.py', 'python'],
    [['/usr/bin/python3.11', '-u', '-W', 'error', 'app.py'], 'app.py', 'python'],
    [['python3', '-m', 'pkg.tool', 'x.py'], '-m pkg.tool', 'python'],
    [['python3', '-c', 'print(1)'], 'python3 -c', 'python'],
    [['python3'], 'python3', 'python'],
    [['C:\\Python\\python.exe', 'app.py'], 'app.py', 'python'],
    [['node', '--import', 'tsx', 'app.ts'], 'app.ts', 'node'],
    [['node', '-e', '1'], 'node -e', 'node'],
    [['node', 'worker.mjs'], 'worker.mjs', 'node'],
    [['node', '--test', 'a.test.js'], 'node --test', 'node'],
    [['node', '--enable-source-maps', '/a/b/server.js', '--port', '1'], 'server.js', 'node'],
    [['node', '/usr/bin/npm', 'run', 'build', '--', '-x'], 'npm run build', 'node'],
    [['node', '/usr/lib/node_modules/npm/bin/npm-cli.js', 'test'], 'npm test', 'node'],
    [['node', '/usr/bin/npx', '-y', '/opt/tool', 'x'], 'npx tool', 'node'],
    [['node', '/usr/bin/npm'], 'npm', 'node'],
    [['bash', 'jobs.sh', 'x'], 'jobs.sh', 'other'],
    [['bash', '-c', 'ls'], 'bash', 'other'],
    [['bash', '/dev/fd/63'], 'bash', 'other'],
    [['/usr/bin/make', '-j4'], 'make', 'other'],
    [['pythonista', 'x.py'], 'pythonista', 'other'],
    [[], '', 'other'],
  ] as const) {
    it(`calls ${JSON.stringify(argv)} ${JSON.stringify(name)}`, () => {
      assert.equal(nameFromArgv(argv), name);
      assert.equal(kindFromArgv(argv), kind);
    });
  }
});
