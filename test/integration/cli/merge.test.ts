import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SessionReport } from '../../../src/protocol/session-report.ts';
import { OtlpReceiver } from '../../support/otlp-receiver.ts';
import { cli, run, show, temporaryFolder } from '../../support/recorded.ts';
import { RemoteHosts } from '../../support/remote-hosts.ts';

const JOB = ['python3', 'examples/python/one_join.py'];
const LOOK_MS = 20;

describe('a session of several hosts', () => {
  const folder = temporaryFolder();
  const file = (name: string) => join(folder.path, `${name}.forkscope`);
  let hosts: RemoteHosts;
  let receiver: OtlpReceiver;
  before(async function () {
    if (!RemoteHosts.areThere) this.skip();
    hosts = await RemoteHosts.listen(join(folder.path, 'socket'));
    receiver = await OtlpReceiver.start();
    const recorded = (name: string, command: readonly string[]) => [
      ...[process.execPath, cli, 'run', '--quiet', '--trace', file(name), '--otlp', receiver.url],
      ...['--', ...command],
    ];
    const onHost = (name: string) => hosts.remotely(name, recorded(name, JOB));
    const script = `${quoted(onHost('blue'))} & ${quoted(onHost('red'))} & wait`;
    const { code, stderr } = await run(recorded('launcher', ['sh', '-c', script]));
    assert.deepEqual([code, stderr], [0, '']);
  });
  after(() => {
    hosts?.close();
    receiver?.close();
    folder.remove();
  });

  /** Merges the recordings; how the hosts' clocks differ, by what it prints, and the session. */
  async function merge(...names: string[]): Promise<{ clocks: string; report: SessionReport }> {
    const command = [process.execPath, cli, 'merge', ...names.map(file), '-o', file('merged')];
    const { code, stderr } = await run(command);
    assert.equal(code, 0, stderr);
    return { clocks: stderr, report: await show(file('merged')) };
  }

  it('is one tree, with a row a host, and each clock told of', async () => {
    const { clocks, report } = await merge('blue', 'launcher', 'red');
    const names = report.session.hosts.map(({ name }) => name);
    assert.deepEqual(names.slice(1).sort(), ['blue', 'red']);
    const [root] = report.session.roots;
    assert.equal(report.session.roots.length, 1);
    for (const host of ['blue', 'red']) {
      const own = report.processes.filter((each) => names[each.host] === host);
      const main = own.find(({ role }) => role === 'main');
      assert.equal(main?.parent, root);
      assert.equal(own.find(({ name }) => name === 'mail')?.parent, main?.id);
      assert.match(
        clocks,
        new RegExp(`${host}: its wall clock is right, ± .* \\(pairs of events: 2\\)`),
      );
      const join = report.waits.find(
        ({ waiter, cause }) => waiter === main?.id && cause === 'join',
      );
      assert.equal(join?.target, own.find(({ name }) => name === 'mail')?.id);
    }
    const { stdout } = await run([process.execPath, cli, 'show', file('merged')]);
    assert.match(stdout, /^PROCESS +HOST +PID/m);
    assert.match(stdout, /^Hosts:\n {2}.*: all times are on its clock$/m);
    assert.match(stdout, /one_join\.py +blue +\d+/);
  });

  it('is the same tree as that of the spans', async () => {
    const { report } = await merge('launcher', 'blue', 'red');
    const told = () =>
      receiver.spans.filter(({ attributes }) => attributes['process.pid'] !== undefined);
    while (told().length < report.processes.length) await delay(LOOK_MS);
    const names = report.session.hosts.map(({ name }) => name);
    const nameOf = (id: string | null) => {
      const process = report.processes.find((each) => each.id === id);
      return process === undefined ? null : `${process.pid} @ ${names[process.host]}`;
    };
    const spanName = (spanId: string) => {
      const span = told().find((each) => each.spanId === spanId);
      return span === undefined ? null : `${span.attributes['process.pid']} @ ${span.host}`;
    };
    assert.deepEqual(
      told()
        .map(({ spanId, parentSpanId }) => [spanName(spanId), spanName(parentSpanId)])
        .sort(),
      report.processes.map(({ id, parent }) => [nameOf(id), nameOf(parent)]).sort(),
    );
  });

  it('is set right where the clock of a host is wrong', async () => {
    const [header = '', ...events] = readFileSync(file('blue'), 'utf8').split('\n');
    const { startedAt, ...rest } = JSON.parse(header);
    const right = (await merge('launcher', 'blue')).report;
    const wrong = new Date(Date.parse(startedAt) - 100_000).toISOString();
    const text = [JSON.stringify({ ...rest, startedAt: wrong }), ...events].join('\n');
    writeFileSync(file('wrong'), text);
    const { clocks, report } = await merge('launcher', 'wrong');
    const found = /blue: its wall clock was 1 min (\d\d) s behind, ± (.*) \(/.exec(clocks);
    assert.ok(found, clocks);
    const startOf = ({ processes }: SessionReport) =>
      processes.find(({ host, role }) => host === 1 && role === 'main')?.startUs ?? Number.NaN;
    const { plusMinusUs } = report.session.hosts[1]?.clock ?? {};
    assert.ok(typeof plusMinusUs === 'number');
    assert.ok(Math.abs(startOf(report) - startOf(right)) <= plusMinusUs, 'as near as it says');
  });

  it('is exported with the processes of its hosts apart', async () => {
    const { report } = await merge('launcher', 'blue', 'red');
    const output = join(folder.path, 'merged.csv');
    const args = ['export', file('merged'), '--format', 'csv', '-o', output];
    assert.equal((await run([process.execPath, cli, ...args])).code, 0);
    const rows = readFileSync(output, 'utf8').trim().split('\r\n');
    for (const [index, { name }] of report.session.hosts.entries()) {
      assert.equal(
        rows.filter((row) => row.endsWith(`,${name}`)).length,
        report.processes.filter(({ host }) => host === index).length,
      );
    }
  });

  it('says why it cannot be made', async () => {
    const wrong = [
      process.execPath,
      cli,
      'merge',
      file('launcher'),
      'package.json',
      '-o',
      file('x'),
    ];
    const { code, stderr } = await run(wrong);
    assert.equal(code, 1);
    assert.match(stderr, /^forkscope: package\.json is not a Forkscope trace/);
  });
});

function quoted(command: readonly string[]): string {
  return command.map((part) => `'${part}'`).join(' ');
}
