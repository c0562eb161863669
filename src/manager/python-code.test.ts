import assert from 'node:assert/strict';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PythonCode } from './python-code.ts';

const NAME = '0123456789abcdef';

describe('PythonCode', () => {
  let folder: string;
  let cache: string;
  let probesPath: string;
  let sessions = 0;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'forkscope-test-'));
    cache = join(folder, 'cache');
    probesPath = join(folder, 'probes');
    mkdirSync(cache);
    mkdirSync(join(probesPath, 'python', 'forkscope_probe'), { recursive: true });
    writeFileSync(join(probesPath, 'python', 'forkscope_probe', 'part.py'), '');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const begin = (env: NodeJS.ProcessEnv = { XDG_CACHE_HOME: cache }) => {
    sessions += 1;
    const sessionPath = join(folder, `session-${sessions}`);
    mkdirSync(sessionPath, { mode: 0o700 });
    const code = new PythonCode({ sessionPath, probesPath, env });
    return {
      code,
      sessionPath,
      left: join(sessionPath, 'code'),
      kept: join(sessionPath, 'kept-code'),
    };
  };

  it('hands what one session leaves to the next', () => {
    const first = begin();
    assert.equal(statSync(first.left).mode & 0o777, 0o700);
    writeFileSync(join(first.left, NAME), 'text');
    assert.deepEqual(readdirSync(first.kept), []);
    first.code.dispose();
    const second = begin();
    assert.deepEqual(readdirSync(second.kept), [NAME]);
    assert.deepEqual(readdirSync(second.left), []);
    assert.equal(statSync(second.kept).mode & 0o777, 0o700);
    second.code.dispose();
    second.code.dispose();
  });

  it('has Python find the way in by a link in the session’s directory', () => {
    const { code, sessionPath } = begin();
    assert.equal(code.pythonPath, join(sessionPath, 'python'));
    assert.equal(statSync(code.pythonPath).mode & 0o777, 0o700);
    const target = readlinkSync(join(code.pythonPath, 'sitecustomize.py'));
    assert.equal(target, join(probesPath, 'python', 'sitecustomize.py'));
  });

  it('has Python find it where it is if there can be no link', () => {
    const sessionPath = join(folder, 'not-there');
    const code = new PythonCode({ sessionPath, probesPath, env: {} });
    assert.equal(code.pythonPath, join(probesPath, 'python'));
    code.dispose();
  });

  it('takes nothing but files of the probe', () => {
    const { code, left, kept } = begin();
    writeFileSync(join(left, `${NAME}.77`), 'half');
    writeFileSync(join(left, '1'.repeat(16)), 'x'.repeat((1 << 18) + 1));
    symlinkSync('/etc/passwd', join(left, '2'.repeat(16)));
    mkdirSync(join(left, '3'.repeat(16)));
    code.dispose();
    assert.deepEqual(readdirSync(kept), []);
  });

  it('keeps a bounded number of files', () => {
    const fill = (from: number, to: number) => {
      const { code, left, kept } = begin();
      for (let at = from; at < to; at += 1) {
        writeFileSync(join(left, at.toString(16).padStart(16, '0')), '');
      }
      code.dispose();
      return readdirSync(kept).length;
    };
    assert.equal(fill(0, 600), 600);
    assert.equal(fill(600, 1_001), 401);
  });

  it('keeps apart what belongs to other texts of the probe, and forgets the oldest', () => {
    const part = join(probesPath, 'python', 'forkscope_probe', 'part.py');
    const all = join(cache, 'forkscope', 'python-probe');
    const seen = [1, 2, 3, 4, 5].map((at) => {
      utimesSync(part, at, at);
      const { kept } = begin();
      const target = readlinkSync(kept);
      utimesSync(target, at, at);
      return target;
    });
    assert.equal(new Set(seen).size, 5);
    assert.deepEqual(readdirSync(all).length, 3);
    assert.deepEqual(seen.map(existsSync), [false, false, true, true, true]);
  });

  it('does without, where others may write or nothing can be kept', () => {
    const all = join(cache, 'forkscope', 'python-probe');
    begin();
    chmodSync(all, 0o770);
    const open = begin();
    assert.ok(existsSync(open.left) && !existsSync(open.kept));
    rmSync(all, { recursive: true });
    writeFileSync(all, '');
    const file = begin();
    assert.ok(existsSync(file.left) && !existsSync(file.kept));
    file.code.dispose();
    const missing = begin({ XDG_CACHE_HOME: join(folder, 'missing') });
    assert.ok(existsSync(missing.left) && !existsSync(missing.kept));
  });

  it('leaves alone what is another user’s', function () {
    if (process.getuid?.() !== 0) this.skip();
    const other = join(folder, 'other');
    mkdirSync(other);
    chownSync(other, 65534, 65534);
    const { kept } = begin({ XDG_CACHE_HOME: other });
    assert.ok(!existsSync(kept));
    assert.deepEqual(readdirSync(other), []);
  });
});
