import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXPORT_FORMATS } from '../../../src/trace/export/format.ts';
import { parseChromeTrace } from '../../support/chrome-trace.ts';
import { parseOtlp } from '../../support/otlp.ts';
import { decodePerfetto } from '../../support/perfetto.ts';
import { cli, run, show, temporaryFolder } from '../../support/recorded.ts';

const python = (name: string, ...args: string[]) => [
  'python3',
  `test/programs/python/${name}.py`,
  ...args,
];

/** Sessions of all kinds. */
const PROGRAMS: readonly (readonly string[])[] = [
  python('three_children'),
  python('waits', 'fork'),
  python('waits', 'spawn'),
  python('facts', 'forkserver'),
  python('ending', 'child', 'raise'),
  python('failed_start', 'nested', 'fork'),
  python('many_processes', '20', 'fork'),
  ['bash', '-c', 'sleep 0.2 & (exit 3); kill -9 $! ; wait'],
  ['bash', '-c', 'for i in 1 2 3; do sleep 0.1 & done; wait'],
  ['bash', '-c', "exec -a '=1+1</script>' sleep 0.3"],
];

describe('forkscope export', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  after(() => folder.remove());

  for (const [i, program] of PROGRAMS.entries()) {
    it(`writes every format of ${program.slice(0, 3).join(' ')}`, async () => {
      const trace = join(folder.path, `${i}.forkscope`);
      await run([process.execPath, cli, 'run', '--quiet', '--trace', trace, '--', ...program]);
      const report = await show(trace);
      const count = report.processes.length;
      const waits = report.waits.length;
      assert.ok(count > 0);
      const written = new Map<string, Buffer>();
      for (const format of EXPORT_FORMATS) {
        const file = join(folder.path, `${i}.${format}`);
        const args = ['export', trace, '--format', format, '-o', file];
        const { code, stdout, stderr } = await run([process.execPath, cli, ...args]);
        assert.deepEqual([code, stdout, stderr], [0, '', '']);
        written.set(format, readFileSync(file));
      }
      const textOf = (format: string) => written.get(format)?.toString('utf8') ?? '';
      const packets = decodePerfetto(written.get('perfetto') ?? new Uint8Array());
      assert.equal(packets.filter(({ processTree }) => processTree !== undefined).length, count);
      const { traceEvents } = parseChromeTrace(textOf('chrome'));
      assert.equal(traceEvents.filter(({ name }) => name === 'process_name').length, count);
      assert.equal(parseOtlp(textOf('otlp')).length, count + waits);
      assert.equal(textOf('csv').split('\r\n').length, count + 2);
      const waitsFile = readFileSync(join(folder.path, `${i}.waits.csv`), 'utf8');
      assert.equal(waitsFile.split('\r\n').length, waits + 2);
      assert.equal(textOf('dot').match(/^ {2}p\d+ \[/gm)?.length, count);
      assert.equal(textOf('mermaid').match(/^ {2}p\d+[([]/gm)?.length, count);
      assert.equal(textOf('html').match(/<\/script/g)?.length, 4);
    });
  }

  it('writes to standard output', async () => {
    const trace = join(folder.path, '0.forkscope');
    const { stdout } = await run([
      process.execPath,
      cli,
      'export',
      trace,
      '--format',
      'dot',
      '-o',
      '-',
    ]);
    assert.match(stdout, /^digraph session \{/);
  });

  it('says in one sentence what it cannot do', async () => {
    const trace = join(folder.path, '0.forkscope');
    const fails = async (args: readonly string[], message: RegExp) => {
      const { stderr, code } = await run([process.execPath, cli, 'export', ...args]);
      assert.match(stderr, message);
      assert.equal(stderr.trim().split('\n').length, 1);
      assert.notEqual(code, 0);
    };
    await fails([trace, '--format', 'pdf', '-o', 'x'], /Allowed choices are perfetto, chrome/);
    await fails([trace, '-o', 'x'], /required option '--format/);
    await fails(
      [trace, '--format', 'dot', '-o', '/no/such/x'],
      /^forkscope: \/no\/such\/x cannot be/,
    );
    await fails(['/no/such', '--format', 'dot', '-o', 'x'], /there is no such file/);
    await fails(['package.json', '--format', 'dot', '-o', 'x'], /is not a Forkscope trace/);
  });
});
