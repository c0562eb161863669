import assert from 'node:assert/strict';
import { reduceSession } from '../../model/session-model.ts';
import { UserError } from '../../model/user-error.ts';
import { isSessionEvent } from '../../trace/trace-format.ts';
import { importVizTracer, isChromeTrace } from './viztracer.ts';

const context = { file: 'result.json', version: '0' };

/** By the format's documentation; not recorded by VizTracer itself. */
const RESULT = {
  traceEvents: [
    { ph: 'M', pid: 41, tid: 41, name: 'process_name', args: { name: 'MainProcess' } },
    { ph: 'M', pid: 41, tid: 41, name: 'thread_name', args: { name: 'MainThread' } },
    { ph: 'M', pid: 42, tid: 42, name: 'process_name', args: { name: 'Process-1' } },
    { ph: 'X', pid: 42, tid: 42, ts: 2_000.5, dur: 500.25, name: 'work (app.py:3)', cat: 'FEE' },
    { ph: 'X', pid: 41, tid: 41, ts: 1_000, dur: 4_000, name: '<module> (app.py:1)', cat: 'FEE' },
    { ph: 'X', pid: 42, tid: 42, ts: 2_100, dur: 1, name: 'sleep', cat: 'FEE' },
  ],
  viztracer_metadata: { version: '1.0.0', overflow: false },
};

describe('a JSON file of VizTracer', () => {
  it('tells of processes, their names, and from when to when they were seen', () => {
    const { header, events, leftOut } = importVizTracer(JSON.stringify(RESULT), context);
    const model = reduceSession(header, events);
    assert.deepEqual(
      model.processes().map(({ pid, name, startUs, endUs }) => [pid, name, startUs, endUs]),
      [
        [41, 'MainProcess', 0, 4_000],
        [42, 'Process-1', 1_001, 1_501],
      ],
    );
    assert.equal(leftOut, 1, 'the name of a thread');
    assert.equal(model.session().durationUs, 4_000);
  });

  it('is known by how it begins', () => {
    assert.ok(isChromeTrace(JSON.stringify(RESULT)));
    assert.ok(!isChromeTrace('{"type":"session"}\n'));
    assert.ok(!isChromeTrace('41 1700000000.000000 execve('));
  });

  it('is refused, with the reason, where it is none', () => {
    const cases: readonly [string, RegExp][] = [
      ['{"traceEvents": 3}', /^result\.json is no recording .*no list of traceEvents\.$/],
      ['{"traceEvents": []}', /nothing in it tells when a process ran\.$/],
      ['{"traceEvents": [{"ph":"X","pid":-1,"ts":"soon"}]}', /nothing in it tells/],
      ['{"traceEvents": [', /no list of traceEvents/],
    ];
    for (const [text, why] of cases) {
      assert.throws(
        () => importVizTracer(text, context),
        (error) => error instanceof UserError && why.test(error.message),
      );
    }
  });

  it('is a session that can be read whole, whatever it names', () => {
    const slice = { ph: 'X', ts: 0, dur: 2 };
    const none = [
      { ...slice, pid: 1e15 },
      { ...slice, pid: 1, dur: 1e300 },
      { ...slice, pid: 1, ts: -1e300 },
    ];
    const text = JSON.stringify({ traceEvents: [...none, { ...slice, pid: 2 }] });
    const { events, leftOut } = importVizTracer(text, context);
    assert.equal(leftOut, none.length);
    assert.equal(
      events.find((event) => !isSessionEvent(event)),
      undefined,
    );
  });

  it('may have more processes than a call may have arguments', () => {
    const count = 150_000;
    const slices = Array.from({ length: count }, (_, i) => ({
      ph: 'X',
      pid: i + 1,
      ts: 0,
      dur: 2,
    }));
    const { events } = importVizTracer(JSON.stringify({ traceEvents: slices }), context);
    assert.equal(events.filter(({ type }) => type === 'ended').length, count);
  });
});
