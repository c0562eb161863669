import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { readLiveFile } from '../../manager/live-file.ts';
import { requestNote } from '../../manager/recorder-request.ts';
import { safeText } from '../../model/safe-text.ts';
import { reduceSession, type SessionModel } from '../../model/session-model.ts';
import { UserError } from '../../model/user-error.ts';
import { resourceOf, SessionSpans, type Span, scopeOf } from '../../trace/export/otlp-spans.ts';
import { readTrace } from '../../trace/read-trace.ts';
import { LiveModel } from '../live-model.ts';
import { plain, readableSpan } from './readable-span.ts';
import { SpanSender } from './span-sender.ts';

/** What has ended is looked for this often, in ms. */
const LOOK_MS = 500;
/** How long a request may take, and all that is left at the session's end, in ms. */
const REQUEST_MS = 5_000;
const LAST_MS = 30_000;

/**
 * Sends the spans of a session to an OpenTelemetry collector while it is recorded, each process and wait
 * once it has ended; of an ended session all at once. It ends with the session.
 * @param endpoint URL of the collector; `/v1/traces` is added where it has no path of its own.
 * @throws {UserError} when the trace cannot be read, the URL is none, or spans could not be sent.
 */
export async function streamCommand(file: string, endpoint: string): Promise<void> {
  const sender = new SpanSender(
    new OTLPTraceExporter({ url: tracesUrl(endpoint), timeoutMillis: REQUEST_MS }),
  );
  let told = false;
  const send = ({ header }: SessionModel, spans: readonly Span[]) => {
    const resource = resourceFromAttributes(plain(resourceOf(header)));
    const origin = { resource, scope: scopeOf(header) };
    sender.send(spans.map((span) => readableSpan(span, origin)));
    if (sender.problem === null || told) return;
    told = true;
    // The recorder may be gone by then: the problem is told at the end, too.
    requestNote(file, problemText(endpoint, sender.problem)).catch(() => undefined);
  };
  const { model, spans } = await (readLiveFile(file) === undefined ? readWhole : follow)(
    file,
    send,
  );
  send(model, withCount(spans.all(), sender.dropped));
  const timeout = setTimeout(() => process.exit(1), LAST_MS);
  await sender.idle();
  clearTimeout(timeout);
  process.stderr.write(`forkscope: ${sender.sent} spans were sent to ${safeText(endpoint)}.\n`);
  if (sender.dropped > 0) {
    const why = problemText(endpoint, sender.problem ?? 'it does not keep up');
    throw new UserError('stream-failed', `${sender.dropped} spans are lost. ${why}`);
  }
}

interface Streamed {
  readonly model: SessionModel;
  readonly spans: SessionSpans;
}

async function readWhole(file: string): Promise<Streamed> {
  const { header, events } = await readTrace(file);
  const model = reduceSession(header, events);
  return { model, spans: new SessionSpans(model) };
}

/** Follows a live session to its end, and sends what has ended meanwhile. */
async function follow(
  file: string,
  send: (model: SessionModel, spans: readonly Span[]) => void,
): Promise<Streamed> {
  const live = new LiveModel(file);
  let streamed: Streamed | undefined;
  const looking = setInterval(() => {
    const { model } = live;
    if (model === undefined) return;
    streamed ??= { model, spans: new SessionSpans(model) };
    send(model, streamed.spans.ended(live.nowUs() ?? 0));
  }, LOOK_MS);
  try {
    await live.ended;
  } finally {
    clearInterval(looking);
    live.dispose();
  }
  const { model } = live;
  if (model === undefined) return await readWhole(file);
  return streamed ?? { model, spans: new SessionSpans(model) };
}

function tracesUrl(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    const example = 'http://localhost:4318';
    throw new UserError('usage', `${safeText(endpoint)} is no collector's URL; try ${example}.`);
  }
  if (url.pathname === '/') url.pathname = '/v1/traces';
  return url.href;
}

function problemText(endpoint: string, why: string): string {
  return `Spans could not be sent to ${safeText(endpoint)}: ${safeText(why, 200)}.`;
}

/** The spans with the number of those that were dropped before on the root's, which is the last of them. */
function withCount(spans: readonly Span[], dropped: number): Span[] {
  if (dropped === 0) return [...spans];
  const count = { key: 'forkscope.dropped_spans', value: { intValue: String(dropped) } };
  const ids = new Set(spans.map(({ spanId }) => spanId));
  return spans.map((span) =>
    span.parentSpanId === undefined || !ids.has(span.parentSpanId)
      ? { ...span, attributes: [...span.attributes, count] }
      : span,
  );
}
