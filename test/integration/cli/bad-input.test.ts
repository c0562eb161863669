import assert from 'node:assert/strict';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { cli, run, temporaryFolder } from '../../support/recorded.ts';

describe('forkscope run with bad input', () => {
  const folder = temporaryFolder();
  const temporary = join(folder.path, 'tmp');
  mkdirSync(temporary);
  after(() => folder.remove());

  /** Runs the recorder; what it says is one line, and nothing of it stays behind. */
  async function refused(options: readonly string[], command: readonly string[]) {
    const result = await run([process.execPath, cli, 'run', ...options, '--', ...command], {
      env: { TMPDIR: temporary },
    });
    assert.equal(result.stdout, '');
    assert.match(result.stderr, /^forkscope: [^\n]+\n$/, 'one sentence');
    assert.doesNotMatch(result.stderr, /\bat .*:\d+:\d+/, 'no stack');
    assert.deepEqual(
      readdirSync(temporary).filter((name) => !name.startsWith('forkscope-traces-')),
      [],
      'no directory of sockets left',
    );
    return result;
  }

  function file(name: string, content: string, mode = 0o644): string {
    const path = join(folder.path, name);
    writeFileSync(path, content);
    chmodSync(path, mode);
    return path;
  }

  it('says that a command is not found', async () => {
    const { stderr, code } = await refused([], ['no-such-command-here']);
    assert.match(stderr, /no-such-command-here: command not found/);
    assert.equal(code, 127);
  });

  it('leaves no trace of a session that could not begin, and one that was there as it was', async () => {
    const fresh = join(folder.path, 'fresh.forkscope');
    const older = join(folder.path, 'older.forkscope');
    const recorded = await run([process.execPath, cli, 'run', '--trace', older, '--', 'true']);
    assert.equal(recorded.code, 0);
    const before = readFileSync(older, 'utf8');
    const env = { TMPDIR: temporary, PATH: '/no/such/folder' };
    for (const trace of [fresh, older]) {
      const options = ['--trace', trace, '--capture', 'strace'];
      const command = [process.execPath, cli, 'run', ...options, '--', '/bin/true'];
      const { stderr, code } = await run(command, { env });
      assert.match(stderr, /strace is not installed/);
      assert.equal(code, 1);
    }
    assert.ok(!existsSync(fresh));
    assert.equal(readFileSync(older, 'utf8'), before);
  });

  it('says that a script is missing', async () => {
    const { stderr, code } = await refused([], ['./no-such-script.sh']);
    assert.match(stderr, /no-such-script\.sh: no such file/);
    assert.equal(code, 127);
  });

  it('says that it was given a directory', async () => {
    const { stderr, code } = await refused([], [folder.path]);
    assert.match(stderr, /is a directory/);
    assert.equal(code, 126);
  });

  it('says that a file is not executable', async () => {
    const { stderr, code } = await refused([], [file('plain.sh', 'echo hello\n')]);
    assert.match(stderr, /is not executable/);
    assert.equal(code, 126);
  });

  it('says that the interpreter of a script is missing', async () => {
    const script = file('odd.sh', '#!/no/such/interpreter\n', 0o755);
    const { stderr, code } = await refused([], [script]);
    assert.match(stderr, /interpreter named in its first line is missing/);
    assert.equal(code, 127);
  });

  it('says that the trace cannot be written, and starts nothing', async () => {
    const marker = join(folder.path, 'started');
    const { stderr, code } = await refused(
      ['--trace', join(folder.path, 'none', 'here.forkscope')],
      ['touch', marker],
    );
    assert.match(stderr, /its folder does not exist/);
    assert.equal(code, 1);
    assert.equal(existsSync(marker), false);
  });

  it('does not write over a file that is no trace', async () => {
    const precious = file('notes.txt', 'precious\n');
    const { stderr } = await refused(['--trace', precious], ['true']);
    assert.match(stderr, /is not a Forkscope trace/);
    assert.equal(readFileSync(precious, 'utf8'), 'precious\n');
  });

  it('writes over a trace of an earlier run', async () => {
    const trace = join(folder.path, 'again.forkscope');
    for (let i = 0; i < 2; i += 1) {
      const { code } = await run([process.execPath, cli, 'run', '--trace', trace, '--', 'true']);
      assert.equal(code, 0);
    }
  });
});

describe('forkscope show with bad input', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  for (const [what, content, message] of [
    ['a missing file', undefined, /no such file/],
    ['a file of another kind', 'hello\nworld\n', /is not a Forkscope trace/],
    ['an empty file', '', /is not a Forkscope trace/],
    ['a header of another version’s shape', '{"type":"session"}\n', /is not a Forkscope trace/],
  ] as const) {
    it(`says what is wrong with ${what}`, async () => {
      const path = join(folder.path, 'trace.forkscope');
      if (content !== undefined) writeFileSync(path, content);
      const { stdout, stderr, code } = await run([process.execPath, cli, 'show', path]);
      assert.equal(stdout, '');
      assert.match(stderr, /^forkscope: [^\n]+\n$/);
      assert.match(stderr, message);
      assert.equal(code, 1);
    });
  }
});

describe('forkscope run with an interpreter that is too old', () => {
  const old = ['python3.7', 'python3.6', 'python2.7'].map(findOnMachine).find((path) => path);

  it('says so once the program has ended, and changes nothing else', async function () {
    if (old === undefined) {
      console.log('      there is no such interpreter here');
      this.skip();
    }
    const command = [old, '-c', 'print(6 * 7)'];
    const { stdout, stderr, code } = await run([process.execPath, cli, 'run', '--', ...command]);
    assert.equal(stdout, '42\n');
    assert.match(stderr, /^forkscope: Python [\d.]+ \(process \d+\) is too old[^\n]+3\.8[^\n]*\n$/);
    assert.equal(code, 0);
    const quiet = await run([process.execPath, cli, 'run', '--quiet', '--', ...command]);
    assert.equal(quiet.stderr, '');
  });
});

/** On the PATH, or among the versions of pyenv. */
function findOnMachine(name: string): string | undefined {
  const { PYENV_ROOT: pyenv = join(homedir(), '.pyenv'), PATH = '' } = process.env;
  const versions = join(pyenv, 'versions');
  const folders = existsSync(versions)
    ? readdirSync(versions).map((version) => join(versions, version, 'bin'))
    : [];
  const shims = join(pyenv, 'shims');
  const onPath = PATH.split(':').filter((folder) => folder !== shims);
  return [...onPath, ...folders].map((folder) => join(folder, name)).find(existsSync);
}
