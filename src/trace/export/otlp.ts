/**
 * The session as OTLP/JSON, an ExportTraceServiceRequest that any OpenTelemetry collector takes at
 * /v1/traces: a span a process, below that of its parent, and a span a wait, linked to the process
 * that it is for. Attributes as the semantic conventions for processes name them where they do.
 *
 * https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
 */
import { createHash } from 'node:crypto';
import { findings } from '../../model/findings/registry.ts';
import { baseName, nameFromArgv } from '../../model/naming.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { exitText } from '../../model/status.ts';
import type { ProcessView, WaitView } from '../../model/views.ts';

type Value =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  // 64-bit integers are text in JSON.
  | { readonly intValue: string }
  | { readonly arrayValue: { readonly values: readonly Value[] } };

interface Attribute {
  readonly key: string;
  readonly value: Value;
}

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** SPAN_KIND_INTERNAL. */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly Attribute[];
  readonly events: readonly SpanEvent[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  readonly status: { readonly code?: 2; readonly message?: string };
}

interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

/** STATUS_CODE_ERROR. */
const ERROR = 2;

export function otlpTraces(model: SessionModel): string {
  const { header } = model;
  const session = model.session();
  const ids = new Ids(session.id);
  const clock = new WallClock(session.startedAt);
  const events = findingEvents(model, clock);
  const horizonUs = session.durationUs;
  const spans = [
    ...model
      .processes()
      .map((process) => processSpan(process, horizonUs, ids, clock, events.get(process.id) ?? [])),
    ...model.waits().map((wait) => waitSpan(wait, horizonUs, ids, clock)),
  ];
  const resource = {
    attributes: attributes({
      'service.name': nameFromArgv(header.command) || baseName(header.cwd) || 'forkscope',
      'service.instance.id': session.id,
      'host.name': header.host,
      'os.type': header.platform,
    }),
  };
  const scope = { name: 'forkscope', version: header.recordedBy };
  return `${JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] })}\n`;
}

function processSpan(
  process: ProcessView,
  horizonUs: number,
  ids: Ids,
  clock: WallClock,
  events: readonly SpanEvent[],
): Span {
  const { startUs, endUs, parent, exit, endCause } = process;
  const { startSite } = process;
  const failed = endCause !== 'daemon-terminated' && exit !== null && exitText(process) !== '0';
  return {
    ...ids.span(process.id),
    ...(parent !== null && { parentSpanId: ids.span(parent).spanId }),
    name: wellFormed(process.name),
    kind: 1,
    startTimeUnixNano: clock.nanoAt(startUs),
    endTimeUnixNano: clock.nanoAt(Math.max(startUs, endUs ?? horizonUs)),
    attributes: attributes({
      'process.pid': process.pid,
      'process.parent_pid': process.ppid,
      'process.command_args': process.argv,
      'process.exit.code': exit !== null && 'code' in exit ? exit.code : null,
      'forkscope.exit.signal': exit !== null && 'signal' in exit ? exit.signal : null,
      'forkscope.role': process.role,
      'forkscope.daemon': process.daemon,
      'forkscope.end_cause': endCause,
      'forkscope.left_over': process.leftOver,
      'code.file.path': startSite?.file ?? null,
      'code.line.number': startSite?.line ?? null,
    }),
    events,
    links: [],
    status: failed ? { code: ERROR, message: wellFormed(exitText(process)) } : {},
  };
}

function waitSpan(wait: WaitView, horizonUs: number, ids: Ids, clock: WallClock): Span {
  const { startUs, endUs, target, site } = wait;
  return {
    ...ids.span(`wait ${wait.id}`),
    parentSpanId: ids.span(wait.waiter).spanId,
    name: wait.cause,
    kind: 1,
    startTimeUnixNano: clock.nanoAt(startUs),
    endTimeUnixNano: clock.nanoAt(Math.max(startUs, endUs ?? horizonUs)),
    attributes: attributes({
      'forkscope.wait.outcome': wait.outcome,
      'forkscope.wait.evidence': wait.evidence,
      'code.file.path': site?.file ?? null,
      'code.line.number': site?.line ?? null,
    }),
    events: [],
    links: target === null ? [] : [ids.span(target)],
    status: {},
  };
}

/** Each finding, at the first process that it is about. */
function findingEvents(model: SessionModel, clock: WallClock): Map<string, SpanEvent[]> {
  const events = new Map<string, SpanEvent[]>();
  for (const finding of findings(model, model.session().durationUs)) {
    const { rule, severity, message, sinceUs } = finding;
    const event = {
      timeUnixNano: clock.nanoAt(sinceUs),
      name: `forkscope.finding.${rule}`,
      attributes: attributes({
        'forkscope.finding.severity': severity,
        'forkscope.finding.message': message,
      }),
    };
    for (const process of finding.processes.slice(0, 1)) {
      const known = events.get(process);
      if (known === undefined) events.set(process, [event]);
      else known.push(event);
    }
  }
  return events;
}

/** Ids that follow from the session's: a session that is sent twice is the same trace. */
class Ids {
  readonly #session: string;
  readonly #traceId: string;

  constructor(session: string) {
    this.#session = session;
    this.#traceId = digest(session, 32);
  }

  span(of: string): { readonly traceId: string; readonly spanId: string } {
    return { traceId: this.#traceId, spanId: digest(`${this.#session}\n${of}`, 16) };
  }
}

function digest(text: string, digits: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, digits);
}

/** From µs of the session to ns since 1970. */
class WallClock {
  readonly #startUs: bigint;

  constructor(startedAt: string) {
    const startMs = Date.parse(startedAt);
    this.#startUs = BigInt(Number.isFinite(startMs) ? startMs : 0) * 1_000n;
  }

  nanoAt(us: number): string {
    const ns = (this.#startUs + BigInt(Math.round(us))) * 1_000n;
    // The format's numbers have no sign.
    return String(ns < 0n ? 0n : ns);
  }
}

/** Those of the values that are known. */
function attributes(
  values: Readonly<Record<string, string | number | boolean | readonly string[] | null>>,
): Attribute[] {
  return Object.entries(values).flatMap(([key, value]) =>
    value === null ? [] : [{ key, value: anyValue(value) }],
  );
}

function anyValue(value: string | number | boolean | readonly string[]): Value {
  if (typeof value === 'string') return { stringValue: wellFormed(value) };
  if (typeof value === 'number') return { intValue: String(value) };
  if (typeof value === 'boolean') return { boolValue: value };
  return { arrayValue: { values: value.map(anyValue) } };
}

/** Text of the format is UTF-8: it has no halves of surrogate pairs. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}
