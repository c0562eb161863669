import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { OtlpReceiver, type ReceivedSpan } from '../../support/otlp-receiver.ts';
import { cli, run, show, temporaryFolder } from '../../support/recorded.ts';

const LOOK_MS = 20;
const PROGRAM = ['python3', 'examples/python/one_join.py'];

describe('a session that is streamed', () => {
  const folder = temporaryFolder();
  const trace = join(folder.path, 'streamed.forkscope');
  let receiver: OtlpReceiver;
  beforeEach(async () => {
    receiver = await OtlpReceiver.start();
  });
  afterEach(() => receiver.close());
  after(() => folder.remove());

  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) await delay(LOOK_MS);
  }

  /** Of the processes, with their names and parents'. */
  const tree = (spans: readonly ReceivedSpan[]) => {
    const processes = spans.filter(({ attributes }) => attributes['process.pid'] !== undefined);
    const pidOf = new Map(
      processes.map(({ spanId, attributes }) => [spanId, attributes['process.pid']]),
    );
    return new Map(
      processes.map(({ parentSpanId, attributes }) => [
        attributes['process.pid'],
        pidOf.get(parentSpanId) ?? null,
      ]),
    );
  };

  const rootSpan = (name: string) => receiver.spans.find((span) => span.name === name);

  it('arrives as the tree that was recorded, with its waits', async () => {
    const { code } = await run([
      ...[process.execPath, cli, 'run', '--trace', trace, '--otlp', receiver.url],
      ...['--', ...PROGRAM],
    ]);
    assert.equal(code, 0);
    await until(() => rootSpan('one_join.py') !== undefined);
    const { processes, waits } = await show(trace);
    assert.deepEqual(
      new Map([...tree(receiver.spans)].sort()),
      new Map(
        processes
          .map(({ pid, parent }): [number, number | null] => [
            pid,
            processes.find(({ id }) => id === parent)?.pid ?? null,
          ])
          .sort(),
      ),
    );
    const joins = receiver.spans.filter(({ name }) => name === 'join');
    assert.equal(joins.length, waits.filter(({ cause }) => cause === 'join').length);
    const child = processes.find(({ name }) => name === 'mail');
    const target = receiver.spans.find(
      ({ attributes }) => attributes['process.pid'] === child?.pid,
    );
    assert.deepEqual(joins[0]?.links, [target?.spanId]);
    assert.equal(new Set(receiver.spans.map(({ spanId }) => spanId)).size, receiver.spans.length);
  });

  it('can be sent afterwards, too, by those who ask for it', async () => {
    const sent = await run([process.execPath, cli, 'stream', trace, '--otlp', receiver.url]);
    assert.match(sent.stderr, /^forkscope: \d+ spans were sent to http:/);
    assert.equal(sent.code, 0);
    assert.ok(rootSpan('one_join.py'));
    const wrong = await run([process.execPath, cli, 'stream', trace, '--otlp', 'file:///x']);
    assert.equal(wrong.code, 2);
    receiver.status = 400;
    const refused = await run([process.execPath, cli, 'stream', trace, '--otlp', receiver.url]);
    assert.match(refused.stderr, /\d+ spans are lost\. Spans could not be sent to http:/);
    assert.equal(refused.code, 1);
  });

  it('is never in the way of its program: nobody listens', async () => {
    const { url } = receiver;
    receiver.close();
    const { code, stdout, stderr } = await run([
      ...[process.execPath, cli, 'run', '--trace', trace, '--otlp', url],
      ...['--', 'sh', '-c', 'echo "$TRACEPARENT"; exit 3'],
    ]);
    assert.equal(code, 3);
    assert.equal(stderr, '');
    assert.match(stdout, /^00-[0-9a-f]{32}-[0-9a-f]{16}-01\n$/);
  });

  it('of several hosts is one trace', async function () {
    if (spawnSync('unshare', ['-u', 'true']).status !== 0) {
      this.skip();
    }
    const recorder = `${process.execPath} ${cli} run --quiet --otlp ${receiver.url}`;
    const on = (host: string) =>
      `unshare -u sh -c 'hostname ${host}; exec ${recorder} -- sh -c "sleep 0.2; true"' &`;
    const script = `${on('blue')} ${on('red')} wait`;
    const { code } = await run([
      ...[process.execPath, cli, 'run', '--trace', trace, '--otlp', receiver.url],
      ...['--', 'sh', '-c', script],
    ]);
    assert.equal(code, 0);
    const above = () =>
      receiver.spans.filter(({ parentSpanId, name }) => parentSpanId === '' && name === 'sh');
    const below = (host: string) =>
      receiver.spans.filter((span) => span.host === host && span.name === 'sh');
    await until(() => above().length + below('blue').length + below('red').length === 3);
    const [root] = above();
    assert.ok(root);
    for (const host of ['blue', 'red']) {
      const [own] = below(host);
      assert.equal(own?.traceId, root.traceId);
      assert.equal(own?.parentSpanId, root.spanId);
      const sleeps = receiver.spans.filter((span) => span.host === host && span.name === 'sleep');
      assert.deepEqual(
        sleeps.map(({ parentSpanId }) => parentSpanId),
        [own?.spanId],
      );
    }
  });
});
