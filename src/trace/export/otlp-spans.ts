/**
 * Processes and waits as spans of OpenTelemetry: a span a process, below that of its parent, and a span
 * a wait, linked to the process that it is for. Attributes as the semantic conventions for processes
 * name them where they do.
 */
import { createHash } from 'node:crypto';
import { findings } from '../../model/findings/registry.ts';
import { hostName } from '../../model/hosts.ts';
import { baseName, nameFromArgv } from '../../model/naming.ts';
import type { SessionHeader, SessionHost } from '../../model/process-event.ts';
import type { SessionModel } from '../../model/session-model.ts';
import { exitText } from '../../model/status.ts';
import type { ProcessView, WaitView } from '../../model/views.ts';

export type Value =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  // 64-bit integers are text in JSON.
  | { readonly intValue: string }
  | { readonly arrayValue: { readonly values: readonly Value[] } };

export interface Attribute {
  readonly key: string;
  readonly value: Value;
}

export interface Span {
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

export interface SpanEvent {
  readonly timeUnixNano: string;
  readonly name: string;
  readonly attributes: readonly Attribute[];
}

/** STATUS_CODE_ERROR. */
const ERROR = 2;

/** A process or wait that ended so long ago, in session µs, will not change any more: sources are late. */
const SETTLED_US = 1_000_000;

/** The spans of a session, each of which is given once. */
export class SessionSpans {
  readonly #model: SessionModel;
  readonly #clock: WallClock;
  readonly #given = new Set<string>();

  constructor(model: SessionModel) {
    this.#model = model;
    this.#clock = new WallClock(model.header.startedAt);
  }

  /** Of what has ended by now, but not of the root: its span is the last. */
  ended(nowUs: number): Span[] {
    const [root] = this.#model.session().roots;
    const isDue = (id: string, endUs: number | null) =>
      id !== root && endUs !== null && endUs <= nowUs - SETTLED_US && !this.#given.has(id);
    return this.#spans(isDue, new Map());
  }

  /** Of all that is left, with the findings as events of the processes that they are about. */
  all(): Span[] {
    return this.#spans((id) => !this.#given.has(id), this.#findingEvents());
  }

  #spans(
    isWanted: (id: string, endUs: number | null) => boolean,
    events: ReadonlyMap<string, readonly SpanEvent[]>,
  ): Span[] {
    const { durationUs: horizonUs, hosts } = this.#model.session();
    const context = { hosts, horizonUs, ids: new Ids(this.#model), clock: this.#clock };
    const spans: Span[] = [];
    for (const process of this.#model.processes()) {
      if (!isWanted(process.id, process.endUs)) continue;
      this.#given.add(process.id);
      spans.push(processSpan(process, context, events.get(process.id)));
    }
    for (const wait of this.#model.waits()) {
      const id = waitId(wait);
      if (!isWanted(id, wait.endUs)) continue;
      this.#given.add(id);
      spans.push(waitSpan(wait, context));
    }
    return spans;
  }

  /** Each finding, at the first process that it is about; where that one's span is given, at the root. */
  #findingEvents(): Map<string, SpanEvent[]> {
    const model = this.#model;
    const [root] = model.session().roots;
    const events = new Map<string, SpanEvent[]>();
    for (const finding of findings(model, model.session().durationUs)) {
      const { rule, severity, message, sinceUs } = finding;
      const [process = root] = finding.processes;
      const at = process !== undefined && !this.#given.has(process) ? process : root;
      if (at === undefined) continue;
      const event = {
        timeUnixNano: this.#clock.nanoAt(sinceUs),
        name: `forkscope.finding.${rule}`,
        attributes: attributes({
          'forkscope.finding.severity': severity,
          'forkscope.finding.message': message,
        }),
      };
      const known = events.get(at);
      if (known === undefined) events.set(at, [event]);
      else known.push(event);
    }
    return events;
  }
}

export function resourceOf(header: SessionHeader): Attribute[] {
  return attributes({
    'service.name': nameFromArgv(header.command) || baseName(header.cwd) || 'forkscope',
    'service.instance.id': header.id,
    'host.name': header.host,
    'os.type': header.platform,
  });
}

export function scopeOf({ recordedBy }: SessionHeader): { name: string; version: string } {
  return { name: 'forkscope', version: recordedBy };
}

function waitId({ id }: WaitView): string {
  return `wait ${id}`;
}

/** What spans have in common. */
interface SpanContext {
  readonly hosts: readonly SessionHost[];
  readonly horizonUs: number;
  readonly ids: Ids;
  readonly clock: WallClock;
}

function processSpan(
  process: ProcessView,
  { hosts, horizonUs, ids, clock }: SpanContext,
  events: readonly SpanEvent[] = [],
): Span {
  const { startUs, endUs, parent, exit, endCause } = process;
  const { startSite } = process;
  const failed = endCause !== 'daemon-terminated' && exit !== null && exitText(process) !== '0';
  return {
    ...ids.span(process.id),
    ...ids.parent(parent),
    name: wellFormed(process.name),
    kind: 1,
    startTimeUnixNano: clock.nanoAt(startUs),
    endTimeUnixNano: clock.nanoAt(Math.max(startUs, endUs ?? horizonUs)),
    attributes: attributes({
      'process.pid': process.pid,
      'process.parent_pid': process.ppid,
      'host.name': hosts.length < 2 ? null : hostName(hosts, process.host),
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

function waitSpan(wait: WaitView, { horizonUs, ids, clock }: SpanContext): Span {
  const { startUs, endUs, target, site } = wait;
  return {
    ...ids.span(waitId(wait)),
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

/**
 * Ids that follow from the session's: a session that is sent twice is the same trace. One that was
 * recorded as part of a larger trace has its place there in its header.
 */
class Ids {
  readonly #header: SessionHeader;
  readonly #root: string | undefined;
  readonly #traceId: string;

  constructor(model: SessionModel) {
    this.#header = model.header;
    this.#root = model.session().roots[0];
    this.#traceId = model.header.traceContext?.traceId ?? digest(model.header.id, 32);
  }

  span(of: string): { readonly traceId: string; readonly spanId: string } {
    const { id, traceContext } = this.#header;
    const spanId =
      traceContext !== undefined && of === this.#root
        ? traceContext.spanId
        : digest(`${id}\n${of}`, 16);
    return { traceId: this.#traceId, spanId };
  }

  parent(process: string | null): { readonly parentSpanId?: string } {
    if (process !== null) return { parentSpanId: this.span(process).spanId };
    const above = this.#header.traceContext?.parentSpanId;
    return above === undefined ? {} : { parentSpanId: above };
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
