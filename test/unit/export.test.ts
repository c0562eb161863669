/** Exports of invented sessions, hostile ones among them, held against what each format demands. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ProcessRef, SessionEvent } from '../../src/model/process-event.ts';
import { reduceSession, type SessionModel } from '../../src/model/session-model.ts';
import { chromeTrace } from '../../src/trace/export/chrome.ts';
import { processesCsv, waitsCsv } from '../../src/trace/export/csv.ts';
import { dotGraph } from '../../src/trace/export/dot.ts';
import { exportedFileName } from '../../src/trace/export/exported-file.ts';
import { htmlReport } from '../../src/trace/export/html.ts';
import { mermaidChart } from '../../src/trace/export/mermaid.ts';
import { otlpTraces } from '../../src/trace/export/otlp.ts';
import { perfettoTrace } from '../../src/trace/export/perfetto.ts';
import { parseChromeTrace } from '../support/chrome-trace.ts';
import { attributeOf, type OtlpSpan, parseOtlp } from '../support/otlp.ts';
import { decodePerfetto } from '../support/perfetto.ts';
import { header, worlds } from '../support/world.ts';

const HOSTILE = [
  '"; digraph evil { a -> b }',
  '</script><script>alert(1)</script>',
  '=HYPERLINK("http://evil","x")',
  'a,b\r\nc"d"',
  '"] --> evil["x',
  '\\',
  '\u202Ebackwards\u0000\uD800',
  '`#quot;`<img src=x onerror=alert(1)>',
  '@SUM(1)',
  '-- not an option',
] as const;

const base = { source: 'probe', evidence: 'reported' } as const;
const ref = (pid: number, us: number): ProcessRef => ({ pid, birth: [us, 0] });

/** A main that waits for children of these names, for one of them in vain. */
function sessionOf(names: readonly string[]): SessionModel {
  const main = ref(100, 0);
  const events: SessionEvent[] = [
    { type: 'started', tUs: 0, ...base, process: main, ppid: 1, argv: ['python3', 'app.py'] },
  ];
  for (const [i, name] of names.entries()) {
    const child = ref(200 + i, 1_000 * (i + 1));
    const wait = { process: main, wait: String(i) };
    events.push(
      {
        type: 'started',
        tUs: 1_000 * (i + 1),
        ...base,
        process: child,
        ppid: 100,
        parent: main,
        argv: [name],
      },
      {
        type: 'described',
        tUs: 1_000 * (i + 1),
        ...base,
        process: child,
        name,
        daemon: i % 2 === 1,
      },
      {
        ...{ type: 'wait-began', tUs: 50_000 + i * 10, ...base, ...wait, cause: 'join' },
        ...{ target: child, timeoutUs: null, site: { file: name, line: 7 } },
      },
    );
    if (i === 1) continue;
    events.push(
      { type: 'ended', tUs: 60_000 + i * 10, ...base, process: child, exit: { code: i } },
      { type: 'wait-ended', tUs: 60_005 + i * 10, ...base, ...wait, outcome: 'ended' },
    );
  }
  events.push({ type: 'code-ended', tUs: 70_000, ...base, process: main, exception: null });
  return reduceSession(header, events);
}

const hostile = sessionOf(HOSTILE);

/** Every process's own events, some PIDs used several times. */
const sessions = worlds.map(({ streams }) => reduceSession(header, streams.flat()));

describe('the Chrome trace', () => {
  const parse = (model: SessionModel) => parseChromeTrace(chromeTrace(model));

  it('keeps to the format, and no slice overlaps another in its row', () => {
    fc.assert(
      fc.property(sessions, (model) => {
        const { traceEvents } = parse(model);
        const ends = new Map<string, number>();
        for (const { ph, pid, tid, ts, dur = 0 } of traceEvents) {
          if (ph !== 'X') continue;
          assert.ok((ends.get(`${pid}/${tid}`) ?? -Infinity) <= ts);
          ends.set(`${pid}/${tid}`, ts + dur);
        }
        const named = traceEvents.filter(({ name }) => name === 'process_name');
        assert.equal(new Set(named.map(({ pid }) => pid)).size, model.processes().length);
      }),
    );
  });

  it('draws an arrow from each wait to the end that it was for', () => {
    const { traceEvents } = parse(hostile);
    const arrows = traceEvents.filter(({ ph }) => ph === 's' || ph === 'f');
    assert.equal(arrows.length, 2 * (HOSTILE.length - 1), 'one wait has not ended');
    for (const start of arrows.filter(({ ph }) => ph === 's')) {
      const end = arrows.find(({ ph, id }) => ph === 'f' && id === start.id);
      assert.equal(end?.name, start.name);
      assert.ok(end !== undefined && end.ts >= start.ts);
    }
  });
});

describe('the Perfetto trace', () => {
  it('keeps to the published schema; slices are closed in order on tracks that were described', () => {
    fc.assert(
      fc.property(sessions, (model) => {
        const open = new Map<string, number>();
        const described = new Set<string>();
        let lastNs = 0;
        for (const { timestamp, trackDescriptor, trackEvent } of decodePerfetto(
          perfettoTrace(model),
        )) {
          if (trackDescriptor !== undefined) {
            const { uuid, parentUuid } = trackDescriptor;
            assert.ok(parentUuid === undefined || described.has(parentUuid));
            assert.ok(!described.has(uuid));
            described.add(uuid);
          }
          if (trackEvent === undefined) continue;
          assert.ok(Number(timestamp) >= lastNs);
          lastNs = Number(timestamp);
          const { type, trackUuid } = trackEvent;
          assert.ok(described.has(trackUuid));
          const depth = open.get(trackUuid) ?? 0;
          if (type === 'TYPE_SLICE_BEGIN') assert.equal(depth, 0, 'nothing overlaps');
          if (type === 'TYPE_SLICE_END') assert.equal(depth, 1, 'it was begun');
          const change = { TYPE_SLICE_BEGIN: 1, TYPE_SLICE_END: -1 }[type] ?? 0;
          open.set(trackUuid, depth + change);
        }
        assert.ok([...open.values()].every((depth) => depth === 0));
      }),
    );
  });

  it('has the process tree, names as text, and a flow for each wait that was answered', () => {
    const packets = decodePerfetto(perfettoTrace(hostile));
    const tree = packets.flatMap(({ processTree }) => processTree?.processes ?? []);
    assert.equal(tree.length, HOSTILE.length + 1);
    assert.deepEqual(
      tree.slice(1).map(({ ppid }) => ppid),
      HOSTILE.map(() => 100),
    );
    const events = packets.flatMap(({ trackEvent }) => trackEvent ?? []);
    const begun = events.flatMap(({ flowIds = [] }) => flowIds);
    const ended = events.flatMap(({ terminatingFlowIds = [] }) => terminatingFlowIds);
    assert.equal(begun.length, HOSTILE.length - 1);
    assert.deepEqual([...begun].sort(), [...ended].sort());
    const names = packets.flatMap(
      ({ trackDescriptor }) => trackDescriptor?.process?.processName ?? [],
    );
    assert.equal(names[1], HOSTILE[0]);
  });
});

describe('the OpenTelemetry spans', () => {
  /** PIDs by span, of those that are processes. */
  const pidsOf = (spans: readonly OtlpSpan[]) =>
    new Map(spans.map((span) => [span.spanId, attributeOf(span, 'process.pid')]));

  it('keep to the format, and rebuild the tree of any session', () => {
    fc.assert(
      fc.property(worlds, ({ streams }) => {
        const model = reduceSession(header, streams.flat());
        const spans = parseOtlp(otlpTraces(model));
        const pids = pidsOf(spans);
        assert.equal(pids.size, spans.length, 'each span has an id of its own');
        const edges = spans
          .filter(({ spanId }) => pids.get(spanId) !== undefined)
          .map(({ spanId, parentSpanId = '' }) => [pids.get(parentSpanId), pids.get(spanId)]);
        const pidOf = (id: string | null) => id && String(model.process(id)?.pid);
        const expected = model
          .processes()
          .map(({ id, parent }) => [pidOf(parent) ?? undefined, pidOf(id)]);
        assert.deepEqual(edges, expected);
        for (const { startTimeUnixNano, endTimeUnixNano } of spans) {
          assert.ok(BigInt(startTimeUnixNano) <= BigInt(endTimeUnixNano));
        }
      }),
    );
  });

  it('link a wait to the process that it is for, whatever that is called', () => {
    const model = sessionOf(['worker', ...HOSTILE]);
    const spans = parseOtlp(otlpTraces(model));
    const pids = pidsOf(spans);
    const linked = spans
      .slice(model.processes().length)
      .map(({ links }) => links.map(({ spanId }) => pids.get(spanId)));
    const expected = model
      .waits()
      .map(({ target }) => (target === null ? [] : [String(model.process(target)?.pid)]));
    assert.deepEqual(linked, expected);
    for (const { name } of spans) assert.equal(Buffer.from(name).toString(), name);
  });

  it('are the same when made again', () => {
    const model = sessionOf(['worker']);
    assert.equal(otlpTraces(model), otlpTraces(model));
  });
});

describe('the tables', () => {
  /** RFC 4180, read back. */
  function parseCsv(text: string): string[][] {
    const rows: string[][] = [[]];
    const cell = /"((?:[^"]|"")*)"|([^",\r\n]*)/y;
    for (let at = 0; at < text.length; ) {
      cell.lastIndex = at;
      const found = cell.exec(text);
      assert.ok(found !== null);
      at += found[0].length;
      rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '');
      if (text.startsWith('\r\n', at)) {
        at += 2;
        rows.push([]);
      } else {
        assert.equal(text[at], ',');
        at += 1;
      }
    }
    assert.deepEqual(rows.pop(), []);
    return rows;
  }

  it('have a line a process and a line a wait, all of the same width', () => {
    for (const [text, count] of [
      [processesCsv(hostile), HOSTILE.length + 1],
      [waitsCsv(hostile), HOSTILE.length],
    ] as const) {
      const rows = parseCsv(text);
      assert.equal(rows.length, count + 1);
      assert.equal(new Set(rows.map((row) => row.length)).size, 1);
    }
  });

  it('hold names as they are, but for what a spreadsheet would run', () => {
    const rows = parseCsv(processesCsv(hostile));
    const column = rows[0]?.indexOf('name') ?? -1;
    const names = rows.slice(2).map((row) => row[column] ?? '');
    assert.equal(names[3], HOSTILE[3]);
    assert.equal(names[2], `'${HOSTILE[2]}`);
    for (const name of names) assert.doesNotMatch(name, /^[=+\-@\t\r]/);
  });
});

describe('the graphs', () => {
  it('quote what would end a Graphviz label', () => {
    const lines = dotGraph(hostile).split('\n');
    assert.equal(lines[0], 'digraph session {');
    const node = /^ {2}p\d+ \[label="(?:[^"\\]|\\.)*"(?:, style=dashed)?\];$/;
    const edge = /^ {2}p\d+ -> p\d+(?: \[label="[a-z-]+", style=dashed, constraint=false\])?;$/;
    const body = lines.slice(3, -2);
    for (const line of body) assert.ok(node.test(line) || edge.test(line), line);
    assert.equal(body.filter((line) => node.test(line)).length, HOSTILE.length + 1);
  });

  it('leave nothing in a Mermaid label that means anything to it', () => {
    const lines = mermaidChart(hostile).trimEnd().split('\n');
    assert.equal(lines[0], 'flowchart TD');
    const label = '"(?:[\\p{L}\\p{N} .,:_/()+=-]|#\\d+;|<br/>)*"';
    const node = new RegExp(`^ {2}p\\d+(?:\\[${label}\\]|\\(\\[${label}\\]\\))$`, 'u');
    const edge = new RegExp(`^ {2}p\\d+ (?:-->|-\\. ${label} \\.->) p\\d+$`, 'u');
    for (const line of lines.slice(1)) assert.ok(node.test(line) || edge.test(line), line);
  });
});

describe('the HTML report', () => {
  const assets = {
    panelScript: 'console.log(1)',
    panelStyles: 'a{}',
    hostScript: 'console.log(2)',
    hostStyles: 'b{}',
    iconStyles: '@font-face{src:url("./codicon.ttf?123") format("truetype")}',
    iconFont: 'AAAA',
  };
  const content = { header, events: [], problem: null, language: 'en', messages: {} };

  it('has no text that could end an element, whatever the session holds', () => {
    const command = ['</title></script><script>alert(1)</script>', ...HOSTILE];
    const html = htmlReport({ ...content, header: { ...header, command } }, assets);
    assert.equal(html.match(/<script/g)?.length, 4);
    assert.equal(html.match(/<\/script/g)?.length, 4);
    const [, data = ''] = /id="forkscope-session">(.*?)<\/script>/.exec(html) ?? [];
    assert.deepEqual(JSON.parse(data).header.command, command);
  });

  it('names the very parts that it has in its policy, and no others', () => {
    const html = htmlReport(content, assets);
    const [, policy = ''] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
    assert.match(
      policy,
      /^default-src 'none'; script-src 'sha256-[^ ]+' 'sha256-[^ ]+'; style-src /,
    );
    assert.doesNotMatch(policy, /unsafe|https?:|\*/);
    assert.doesNotMatch(html, /src=|href=|\.\/codicon/);
  });

  it('refuses a part that would end its element', () => {
    assert.throws(() => htmlReport(content, { ...assets, panelScript: '"</script>"' }));
    assert.throws(() => htmlReport(content, { ...assets, panelStyles: '</style>' }));
  });
});

describe('the names of exported files', () => {
  it('have what tells them apart before their ending', () => {
    assert.equal(exportedFileName('/a/out.csv', '.waits'), '/a/out.waits.csv');
    assert.equal(exportedFileName('/a.b/out', '.waits'), '/a.b/out.waits');
    assert.equal(exportedFileName('/a/.hidden', '.waits'), '/a/.hidden.waits');
    assert.equal(exportedFileName('out.csv', ''), 'out.csv');
  });
});
