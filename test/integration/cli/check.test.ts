import assert from 'node:assert/strict';
import { join } from 'node:path';
import { cli, run, temporaryFolder } from '../../support/recorded.ts';

const SERIAL = ['python3', 'test/programs/python/findings.py', 'serial'];

describe('forkscope check', () => {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'serial.forkscope');
  const check = (...args: string[]) => run([process.execPath, cli, 'check', ...args]);

  before(async () => {
    await run([process.execPath, cli, 'run', '--trace', trace, '--', ...SERIAL]);
  });
  after(() => folder.remove());

  it('ends with 1 for a trace with findings, which it prints', async () => {
    const { stdout, stderr, code } = await check(trace);
    assert.equal(code, 1);
    assert.match(stdout, /findings\.py:\d+: warning: .* \[serial-starts\]\n/);
    assert.equal(stderr, '');
  });

  it('ends with 0 where the rules that are asked find nothing, or only remarks', async () => {
    const without = await check(trace, '--except', 'serial-starts');
    assert.deepEqual([without.code, without.stdout], [0, 'No findings.\n']);
    const mild = await check('--fail-on', 'error', trace);
    assert.equal(mild.code, 0);
    assert.match(mild.stdout, /1 finding, 1 of them remarks only\.\n$/);
  });

  it('ends with 2 for a wrong command line, and says what is wrong', async () => {
    for (const args of [
      [],
      ['--rules', 'no-such-rule', trace],
      ['--limit', 'zombies=1', trace],
      ['--no-wait-over', 'soon', trace],
      ['--format', 'pdf', trace],
      ['--bogus', trace],
      [trace, trace],
    ]) {
      const { stdout, stderr, code } = await check(...args);
      assert.equal(code, 2, args.join(' '));
      assert.equal(stdout, '');
      assert.notEqual(stderr, '');
    }
  });

  it('names a trace that is not there', async () => {
    const { stderr, code } = await check(join(folder.path, 'none.forkscope'));
    assert.equal(code, 2);
    assert.match(stderr, /none\.forkscope/);
  });

  it('runs a command as it is, and prints on standard error', async () => {
    const { stdout, stderr, code } = await check('--', 'bash', '-c', 'echo hello; exit 7');
    assert.deepEqual([stdout, stderr, code], ['hello\n', 'No findings.\n', 7]);
    const found = await check('--max-processes', '1', '--', 'bash', '-c', 'sleep 0.3 & wait');
    assert.equal(found.code, 1);
    assert.match(found.stderr, /2 processes were alive at once; the limit is 1\. \[too-many-pro/);
  });

  it('tolerates as many orphans as it is told to', async () => {
    const orphaned = join(folder.path, 'orphan.forkscope');
    const script = '(sleep 3 >/dev/null 2>&1 & sleep 0.3); sleep 2';
    await run([
      ...[process.execPath, cli, 'run', '--trace', orphaned],
      ...['--', 'bash', '-c', script],
    ]);
    const orphans = (allowed: string) =>
      check('--rules', 'orphan', '--fail-on', 'info', '--max-orphans', allowed, orphaned);
    const none = await orphans('0');
    assert.equal(none.code, 1, none.stdout);
    assert.match(none.stdout, /sleep .*\[orphan\]/);
    assert.deepEqual([(await orphans('1')).code, (await orphans('many')).code], [0, 2]);
  });

  it('finds waits that are longer than allowed', async () => {
    const { stdout, code } = await check('--no-wait-over', '200ms', trace);
    assert.equal(code, 1);
    assert.match(stdout, /warning: .* waited .* \[long-wait\]/);
    const allowed = await check('--no-wait-over', '1min', '--rules', 'long-wait', trace);
    assert.equal(allowed.code, 0);
  });

  it('writes XML that a parser reads', async () => {
    const { stdout } = await check('--format', 'junit', trace);
    const reader =
      'import sys, xml.etree.ElementTree as t; r = t.parse(sys.stdin).getroot(); ' +
      'print(r.tag, r.get("failures"), len(r.findall(".//testcase")))';
    const parsed = await run(['python3', '-c', reader], { stdin: stdout });
    assert.equal(parsed.stderr, '');
    assert.match(parsed.stdout, /^testsuites 1 \d\d\n$/);
  });

  it('writes SARIF and JSON to a file', async () => {
    for (const format of ['sarif', 'json']) {
      const output = join(folder.path, `out.${format}`);
      const { stdout, code } = await check('--format', format, '--output', output, trace);
      assert.deepEqual([stdout, code], ['', 1]);
      const written = await run(['python3', '-m', 'json.tool', output]);
      assert.match(written.stdout, /serial-starts/);
    }
  });
});

describe('forkscope show', () => {
  it('lists the findings', async () => {
    const folder = temporaryFolder();
    try {
      const trace = join(folder.path, 'serial.forkscope');
      await run([process.execPath, cli, 'run', '--trace', trace, '--', ...SERIAL]);
      const { stdout } = await run([process.execPath, cli, 'show', trace]);
      assert.match(stdout, /^Findings:\n {2}warning: .* \[serial-starts\], .*findings\.py:\d+\n/m);
      const shown = await run([process.execPath, cli, 'show', '--json', trace]);
      const report: { findings: { rule: string }[] } = JSON.parse(shown.stdout);
      assert.deepEqual(
        report.findings.map(({ rule }) => rule),
        ['serial-starts'],
      );
    } finally {
      folder.remove();
    }
  });
});
